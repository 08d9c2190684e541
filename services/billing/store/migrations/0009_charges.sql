-- A charge is paid once: a line with its own price, of which nothing renews.
alter table item_change drop constraint item_change_action_check;
alter table item_change drop constraint item_change_check;
alter table item_change drop constraint item_change_check1;
alter table item_change
    add constraint item_change_action_check
        check (action in ('add', 'remove', 'switch', 'clear', 'charge')),
    add constraint item_change_quantity_check
        check (quantity >= 0 and (action in ('add', 'remove', 'charge')) = (quantity > 0)),
    add constraint item_change_product_check
        check (num_nonnulls(product, price_quarterly, price_annual, currency, name_fr, name_nl,
                            name_en, name_de)
               = case when action in ('add', 'switch', 'charge') then 8 else 0 end);

alter table invoice_line drop constraint invoice_line_kind_check;
alter table invoice_line add constraint invoice_line_kind_check
    check (kind in ('recurring', 'proration', 'credit', 'charge'));
