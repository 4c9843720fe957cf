-- What wrk sends. Arguments after `--`: operation token tag first customer members
--   point | list | search   reads, as whoever the token belongs to
--   create                  POST, with an idempotency key each
--   update                  PATCH of the records [first, first + span), then of those that were answered, in turn
--   preload                 POST of the records [first, first + span) with given ids, then the thread stops
--   constant                GET /constant
-- One thread and one script state per run (wrk -t1), so that a counter is enough.

local HEX = "018f0000-0000-7000-8000-"
local operation, token, tag, first, span, step, customer, members, total
local sent = 0
local PRIORITIES = { "low", "normal", "high", "urgent" }

-- The id of the n-th preloaded record.
local function id(n)
  local ms = 0x018f00000000 + n
  return string.format("%08x-%04x-7000-8000-%012x", math.floor(ms / 65536), ms % 65536, n)
end

function init(args)
  operation, token, tag = args[1], args[2], args[3]
  first, span, step = tonumber(args[4]), tonumber(args[5]), tonumber(args[6])
  customer, members = args[7], {}
  for member in (args[8] or ""):gmatch("[^,]+") do members[#members + 1] = member end
  math.randomseed(first + span)
end

local function headers(extra)
  local all = { ["Authorization"] = "Bearer " .. token }
  for name, value in pairs(extra or {}) do all[name] = value end
  return all
end

local function order(n, extra)
  local starts = 1767225600 + (n * 7919 % 100000) * 300
  local function instant(seconds) return os.date("!%Y-%m-%dT%H:%M:%S.000Z", seconds) end
  return string.format(
    '{%s"title":"Evening clean %d","number":"%s-%d","description":"Floors, bins and sanitary rooms on every level, '
      .. 'then the entrance and the lifts. Keys are with the porter until ten.","customer":"%s","priority":"%s",'
      .. '"starts":"%s","ends":"%s","notes":"Ring twice, the porter hears badly.","estimated_value":{"amount":%d,"currency":"EUR"}}',
    extra, n, tag, n, customer, PRIORITIES[n % 4 + 1], instant(starts), instant(starts + 7200), 5000 + n % 20000)
end

local makers = {}

function makers.constant() return wrk.format("GET", "/constant", headers()) end

function makers.point()
  return wrk.format("GET", "/api/work-orders/" .. id(first + math.random(0, span - 1) * step), headers())
end

function makers.list()
  local priority = PRIORITIES[sent % 4 + 1]
  return wrk.format("GET", "/api/work-orders?priority=" .. priority .. "&sort=-id&limit=50", headers())
end

function makers.words()
  return wrk.format("GET", "/api/work-orders?q=evening+" .. math.random(1000, 9999), headers())
end

function makers.search()
  return wrk.format("GET", "/api/search?q=evening+" .. math.random(1000, 9999), headers())
end

function makers.create()
  local extra = headers({ ["Content-Type"] = "application/json", ["Idempotency-Key"] = tag .. "-" .. sent })
  return wrk.format("POST", "/api/work-orders", extra, order(sent, members[1] and '"team":"' .. members[1] .. '",' or ""))
end

-- Records whose answer is there, with the version it told: wrk makes a request anew when it could not send it, so
-- that counting what was sent would not do.
local known, taken, learned = {}, 0, 0

function makers.update()
  local n, version = first + sent * step, 1
  if sent >= span then
    taken = taken + 1
    n, version, known[taken] = known[taken][1], known[taken][2], nil
  end
  local extra = headers({
    ["Content-Type"] = "application/json",
    ["Idempotency-Key"] = tag .. "-" .. sent,
    ["If-Match"] = '"' .. version .. '"',
  })
  return wrk.format("PATCH", "/api/work-orders/" .. id(n), extra, '{"notes":"The porter hears well today: ' .. sent .. '"}')
end

local function learn(body)
  local n, version = body:match('^{"id":"%x+%-%x+%-7000%-8000%-(%x+)","version":(%d+),')
  learned = learned + 1
  known[learned] = { tonumber(n, 16), tonumber(version) }
end

-- What was made and never sent is sent once more, after a pause in which everything under way is answered.
local there, created, pause, missing = {}, 0, 0, {}

local function next_missing()
  if #missing == 0 then
    pause = pause + 1
    if pause % 2000 == 0 then
      for n = first, first + span - 1 do
        if not there[n] then missing[#missing + 1] = n end
      end
    end
  end
  return table.remove(missing)
end

function makers.preload()
  local n = sent < span and first + sent or next_missing()
  if not n then return wrk.format("GET", "/healthz", headers()) end
  local member = n % 50 == 0 and members[1] or members[2 + n % (#members - 1)]
  local extra = string.format('"id":"%s","assignees":["%s"],', id(n), member)
  return wrk.format("POST", "/api/work-orders", headers({ ["Content-Type"] = "application/json" }), order(n, extra))
end

local function note(body)
  there[tonumber(body:match('^{"id":"%x+%-%x+%-7000%-8000%-(%x+)"'), 16)] = true
  created = created + 1
  if created == span then
    io.stderr:write("loaded\n")
    wrk.thread:stop()
  end
end

function request()
  local made = makers[operation]()
  sent = sent + 1
  return made
end

local refused = 0

-- Only for writes: a `response` costs wrk the parsing of every answer's headers.
local function prepare_response()
  response = function(status, _, body)
    if status >= 400 and refused < 3 then
      refused = refused + 1
      io.stderr:write("refused: " .. status .. " " .. body .. "\n")
    end
    if operation == "update" and status == 200 then learn(body) end
    if operation == "preload" and status == 201 then note(body) end
  end
end

local begin = init
function init(args)
  begin(args)
  if operation == "preload" or operation == "update" or operation == "create" then prepare_response() end
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests": %d, "us": %d, "p50_us": %d, "p99_us": %d, "bytes": %d, "refused": %d, "broken": %d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), summary.bytes, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout))
end
