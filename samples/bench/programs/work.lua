-- Queens on a board, tables, closures, strings and floating point; the argument says how often.
local function queens(n)
  local columns, up, down, found = {}, {}, {}, 0
  local function place(row)
    if row > n then
      found = found + 1
      return
    end
    for column = 1, n do
      local a, b = row + column, row - column + n
      if not columns[column] and not up[a] and not down[b] then
        columns[column], up[a], down[b] = true, true, true
        place(row + 1)
        columns[column], up[a], down[b] = nil, nil, nil
      end
    end
  end
  place(1)
  return found
end

local function words(seed)
  local count = {}
  for _ = 1, 400 do
    seed = (seed * 1103515245 + 12345) & 0x7fffffff
    local word = string.format("w%x", seed >> 16 & 63)
    count[word] = (count[word] or 0) + 1
  end
  local names = {}
  for name in pairs(count) do
    names[#names + 1] = name
  end
  table.sort(names, function(a, b) return count[a] == count[b] and a < b or count[a] > count[b] end)
  return table.concat(names, " ", 1, 3)
end

local function wave(steps)
  local x, v = 1.0, 0.0
  for _ = 1, steps do
    v = v - 0.001 * x
    x = x + 0.001 * v
  end
  return string.format("%.9f", x)
end

local Stack = {}
Stack.__index = Stack
function Stack.new() return setmetatable({size = 0}, Stack) end
function Stack:push(value) self.size = self.size + 1; self[self.size] = value end
function Stack:pop() local value = self[self.size]; self[self.size] = nil; self.size = self.size - 1; return value end

for turn = 0, tonumber(arg[1]) - 1 do
  local stack, sum = Stack.new(), 0
  for i = 1, 1000 do
    stack:push(i * turn % 13)
    if i % 3 == 0 then sum = sum + stack:pop() end
  end
  local line = string.format("%d %d %d %s %s", turn, sum, queens(6), words(turn), wave(2000))
  local swapped = line:gsub("(%w+) (%w+)", "%2 %1"):upper()
  print(line, #swapped)
end
