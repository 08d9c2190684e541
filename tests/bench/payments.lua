-- One payment a request, each under an id of its own, for accounts in turn (wrk; tests/bench/payments.sh).
-- The environment: TOKENS, a file with a token a line; ROUND, a number that no other run has.
local tokens = {}
for line in io.lines(os.getenv("TOKENS")) do tokens[#tokens + 1] = line end
local threads = 0
local sent = 0

function setup(thread)
    threads = threads + 1
    thread:set("number", threads)
end

function request()
    sent = sent + 1
    local id = string.format("%s%02d%018d", os.getenv("ROUND"), number, sent)
    local body = '{"id":"pay_' .. id .. '","amount":{"amount":1000,"currency":"EUR"},"purpose":{"type":"order","id":"chg_'
        .. id .. '"},"description":"bench"}'
    return wrk.format("POST", "/internal/v1/payments", {
        ["Content-Type"] = "application/json",
        ["Tenure-Internal-Token"] = tokens[sent % #tokens + 1],
        ["Connection"] = "keep-alive",
    }, body)
end
