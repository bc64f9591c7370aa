-- What `scripts/load-portal` tells wrk to ask: the addresses of a file in turn, a share of them
-- with the tag of what is there. Counts the answers by status, and those that begin otherwise.
--
--     wrk … -s load-portal.lua ADDRESS -- FILE SHARE BEGINNING PAUSE
--
-- A line of the file is a path, a space and the tag. Each connection pauses before a request, from
-- 0 to twice the seconds given.

local threads = {}

function setup(thread)
   table.insert(threads, thread)
end

function init(args)
   local share
   share, beginning = tonumber(args[2]), args[3]
   plain, conditional = {}, {}
   for line in io.lines(args[1]) do
      local path, tag = line:match("^(%S+) (%S*)$")
      table.insert(plain, wrk.format("GET", path))
      table.insert(conditional, wrk.format("GET", path, { ["If-None-Match"] = tag }))
   end
   math.randomseed(2026)
   local pause = 2000 * tonumber(args[4])
   if pause > 0 then
      delay = function() return math.random(0, pause) end
   end
   asked, known = 0, 0
   fresh, unchanged, others, odd = 0, 0, 0, 0
   told = ""
   is_known = function() return math.random() < share end
end

function request()
   asked = asked + 1
   local place = (asked - 1) % #plain + 1
   if is_known() then
      known = known + 1
      return conditional[place]
   end
   return plain[place]
end

function response(status, _, body)
   if status == 304 then
      unchanged = unchanged + 1
   elseif status == 200 then
      fresh = fresh + 1
      if body:sub(1, #beginning) ~= beginning then odd = odd + 1 end
   else
      others = others + 1
      told = tostring(status)
   end
end

function done(summary, latency)
   local sums = { asked = 0, known = 0, fresh = 0, unchanged = 0, others = 0, odd = 0 }
   local last = ""
   for _, thread in ipairs(threads) do
      for name, sum in pairs(sums) do sums[name] = sum + thread:get(name) end
      last = last .. thread:get("told")
   end
   local errors = summary.errors
   local failed = errors.connect + errors.read + errors.write + errors.timeout
   io.write(string.format(
      '\n{"seconds": %f, "median": %f, "p99": %f, "slowest": %f, "failed": %d, "last": "%s",',
      summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
      latency.max / 1e3, failed, last))
   io.write(string.format(
      ' "asked": %d, "known": %d, "fresh": %d, "unchanged": %d, "others": %d, "odd": %d}\n',
      sums.asked, sums.known, sums.fresh, sums.unchanged, sums.others, sums.odd))
end
