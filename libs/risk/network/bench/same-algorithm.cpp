// The room's way of counting triangles and of propagating labels, in C++ on one thread, to compare with: GRAPH as of rmat.mjs.
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <utility>
#include <vector>
#include <algorithm>

using u32 = uint32_t;

static double cpu() { return double(clock()) / CLOCKS_PER_SEC; }

int main(int, char** arguments) {
  FILE* file = fopen(arguments[1], "rb");
  u32 head[2];
  if (!file || fread(head, 4, 2, file) != 2) return 1;
  const u32 n = head[0], m = head[1];
  std::vector<u32> ends(2 * size_t(m));
  if (fread(ends.data(), 4, ends.size(), file) != ends.size()) return 1;
  fclose(file);

  double begin = cpu();
  std::vector<u32> degree(n), rankOf(n), vertexAt(n);
  for (u32 end : ends) degree[end]++;
  std::vector<u32> next(*std::max_element(degree.begin(), degree.end()) + 2);
  for (u32 v = 0; v < n; v++) next[degree[v] + 1]++;
  for (size_t d = 1; d < next.size(); d++) next[d] += next[d - 1];
  for (u32 v = 0; v < n; v++) vertexAt[rankOf[v] = next[degree[v]]++] = v;
  std::vector<u32> upStart(n + 1), downStart(n + 1), upTo(m), downFrom(m), downEdge(m);
  for (u32 e = 0; e < m; e++) {
    const auto [low, high] = std::minmax(rankOf[ends[2 * e]], rankOf[ends[2 * e + 1]]);
    upStart[low + 1]++;
    downStart[high + 1]++;
  }
  for (u32 r = 0; r < n; r++) upStart[r + 1] += upStart[r], downStart[r + 1] += downStart[r];
  std::vector<u32> cursor(downStart.begin(), downStart.end() - 1);
  for (u32 e = 0; e < m; e++) {
    const auto [low, high] = std::minmax(rankOf[ends[2 * e]], rankOf[ends[2 * e + 1]]);
    downFrom[cursor[high]++] = low;
  }
  cursor.assign(upStart.begin(), upStart.end() - 1);
  for (u32 high = 0; high < n; high++)
    for (u32 at = downStart[high]; at < downStart[high + 1]; at++) upTo[cursor[downFrom[at]]++] = high;
  cursor.assign(downStart.begin(), downStart.end() - 1);
  for (u32 low = 0; low < n; low++)
    for (u32 e = upStart[low]; e < upStart[low + 1]; e++) {
      const u32 place = cursor[upTo[e]]++;
      downFrom[place] = low;
      downEdge[place] = e;
    }
  const double build = cpu() - begin;

  begin = cpu();
  std::vector<double> closed(n);
  std::vector<uint8_t> mark(n);
  for (u32 middle = n; middle-- > 0;) {
    const u32 from = upStart[middle], to = upStart[middle + 1];
    if (from == to || downStart[middle] == downStart[middle + 1]) continue;
    for (u32 e = from; e < to; e++) mark[upTo[e]] = 1;
    double atMiddle = 0;
    for (u32 place = downStart[middle]; place < downStart[middle + 1]; place++) {
      const u32 low = downFrom[place], stop = upStart[low + 1];
      u32 found = 0;
      for (u32 e = downEdge[place] + 1; e < stop; e++)
        if (mark[upTo[e]]) found++, closed[upTo[e]] += 1;
      closed[low] += found;
      atMiddle += found;
    }
    closed[middle] += atMiddle;
    for (u32 e = from; e < to; e++) mark[upTo[e]] = 0;
  }
  double mean = 0;
  for (u32 v = 0; v < n; v++) {
    const double d = degree[v];
    if (d > 1) mean += 2 * closed[rankOf[v]] / (d * (d - 1)) / n;
  }
  const double lcc = cpu() - begin;

  begin = cpu();
  std::vector<u32> now(vertexAt), then(n), counts(n), seen;
  std::vector<uint8_t> touched(n), touching(n);
  bool everybody = true;
  u32 before = n;
  for (int iteration = 0; iteration < 10 && before > 0; iteration++) {
    const bool notes = before < n / 4;
    u32 changed = 0;
    for (u32 r = n; r-- > 0;) {
      const u32 old = now[r], down = downStart[r + 1] - downStart[r], all = down + upStart[r + 1] - upStart[r];
      u32 winner = old, most = 0;
      if (everybody || touched[r]) {
        touched[r] = 0;
        if (seen.size() < all) seen.resize(2 * all);
        u32 kinds = 0;
        const auto hear = [&](u32 label) {
          const u32 count = ++counts[label];
          seen[kinds++] = label;
          if (count > most || (count == most && label < winner)) most = count, winner = label;
        };
        for (u32 at = downStart[r]; at < downStart[r + 1]; at++) hear(now[downFrom[at]]);
        for (u32 at = upStart[r]; at < upStart[r + 1]; at++) hear(now[upTo[at]]);
        for (u32 at = 0; at < kinds; at++) counts[seen[at]] = 0;
      }
      then[r] = winner;
      if (winner == old) continue;
      changed++;
      if (!notes) continue;
      for (u32 at = downStart[r]; at < downStart[r + 1]; at++) touching[downFrom[at]] = 1;
      for (u32 at = upStart[r]; at < upStart[r + 1]; at++) touching[upTo[at]] = 1;
    }
    std::swap(now, then);
    std::swap(touched, touching);
    everybody = !notes;
    before = changed;
  }
  const double cdlp = cpu() - begin;
  u32 hash = 0;
  for (u32 v = 0; v < n; v++) hash = hash * 31 + now[rankOf[v]];
  printf("{\"build\":%f,\"lcc\":%f,\"cdlp\":%f,\"meanLcc\":%.12f,\"cdlpHash\":%d}\n", build, lcc, cdlp, mean, int32_t(hash));
}
