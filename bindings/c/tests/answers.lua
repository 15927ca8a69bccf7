-- wrk -t N -s answers.lua URL -- QUESTIONS ANSWERS: each of N threads asks its own question, one of the N lines of a
-- file, and counts every answer that is not one of those to that question in the other file: `NUMBER STATUS BODY` in each
-- line, where the number is the line of the question. wrk does not say to which request a response belongs.
local path, allowed, threads = nil, {}, {}
asked, wrong = 0, 0

function setup(thread)
  table.insert(threads, thread)
  thread:set("number", #threads)
end

function init(args)
  local line_number = 0
  for line in io.lines(args[1]) do
    line_number = line_number + 1
    if line_number == number then path = wrk.format("GET", line) end
  end
  for line in io.lines(args[2]) do
    local of, answer = line:match("^(%d+) (.*)$")
    if tonumber(of) == number then allowed[answer] = true end
  end
end

function request()
  return path
end

function response(status, headers, body)
  asked = asked + 1
  if not allowed[status .. " " .. body:gsub("\n$", "")] then
    if wrong == 0 then io.stderr:write("not an answer to ", path:match("^%S+ (%S+)"), ": ", status, " ", body) end
    wrong = wrong + 1
  end
end

function done(summary, latency, requests)
  local all_asked, all_wrong = 0, 0
  for _, thread in ipairs(threads) do
    all_asked = all_asked + thread:get("asked")
    all_wrong = all_wrong + thread:get("wrong")
  end
  local e = summary.errors
  -- Statuses from 400 on are answers here, and told by `wrong`.
  io.write(string.format("told %d %d %d %d %d\n", all_asked, all_wrong, e.connect + e.read + e.write + e.timeout,
    summary.duration, latency:percentile(99)))
end
