-- wrk -s answers.lua URL -- QUESTIONS ANSWERS: asks the questions of a file in turn, a path in each line, and counts
-- every answer that is not one of those in the other file: `STATUS BODY` in each line.
local paths, allowed, threads = {}, {}, {}
local turn = 0
asked, wrong = 0, 0

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  for line in io.lines(args[1]) do table.insert(paths, wrk.format("GET", line)) end
  for line in io.lines(args[2]) do allowed[line] = true end
end

function request()
  turn = turn % #paths + 1
  return paths[turn]
end

function response(status, headers, body)
  asked = asked + 1
  if not allowed[status .. " " .. body:gsub("\n$", "")] then
    if wrong == 0 then io.stderr:write("not an answer: ", status, " ", body) end
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
