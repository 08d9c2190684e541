-- Debits for wallets in turn, each under a key of its own (wrk; tests/bench/wallet.sh). The environment:
-- TOKENS, a file with a token a line; TOKEN_HEADER, what they stand behind; ROUND, a text that no other
-- run has; BATCH, debits in a request (0: one, not in a batch); DELAY_MS, a pause before each request.
local batch = tonumber(os.getenv("BATCH") or "0")
local pause = tonumber(os.getenv("DELAY_MS") or "0")
local round = os.getenv("ROUND")
local heads = {}
local sent, threads = 0, 0
local debit = '{"usage":"sms.BE","quantity":1}'
local items = {}
for item = 1, batch do items[item] = string.format('-%04d","usage":"sms.BE","quantity":1}', item) end

-- Whole requests are put together here: wrk.format would cost more than the service's parser.
local path = batch > 0 and "/v1/wallet/debits:batch" or "/v1/wallet/debits"
for token in io.lines(os.getenv("TOKENS")) do
    heads[#heads + 1] = "POST " .. path .. " HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
        .. os.getenv("TOKEN_HEADER") .. token .. "\r\n"
end

function setup(thread)
    threads = threads + 1
    thread:set("number", threads)
end

local function next_key()
    sent = sent + 1
    return string.format("%s-%d-%d", round, number, sent)
end

local function head()
    return heads[(sent * 2 + number) % #heads + 1]
end

local function single()
    return "Idempotency-Key: " .. next_key() .. "\r\nContent-Length: " .. #debit .. "\r\n\r\n" .. debit
end

local function many()
    local opening = '{"key":"' .. next_key()
    local body = '{"debits":[' .. opening .. table.concat(items, "," .. opening) .. "]}"
    return "Content-Length: " .. #body .. "\r\n\r\n" .. body
end

function request()
    local rest = batch > 0 and many() or single()
    return head() .. rest
end

if pause > 0 then
    function delay() return pause end
end
