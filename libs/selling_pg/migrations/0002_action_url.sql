-- Where the customer must authenticate before the change is paid.
alter table seller_change add column action_url text;
