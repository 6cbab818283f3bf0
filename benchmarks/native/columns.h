// Columns as raw little-endian files, and the command line of the native programs.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>
#include <vector>

namespace bench {

[[noreturn]] inline void stop(const std::string &why) {
  std::fprintf(stderr, "%s\n", why.c_str());
  std::exit(2);
}

/** FOLDER/NAME.bin; no values where there is no such file and it is `optional`. */
template <typename T>
std::vector<T> read_column(const std::string &folder, const char *name, bool optional = false) {
  const std::string path = folder + "/" + name + ".bin";
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file && optional)
    return {};
  if (!file)
    stop("cannot read " + path);
  std::vector<T> column(static_cast<size_t>(file.tellg()) / sizeof(T));
  file.seekg(0);
  file.read(reinterpret_cast<char *>(column.data()), column.size() * sizeof(T));
  return column;
}

/** PROGRAM FOLDER [--runs N] [--npv FILE] [--tables NAMES] */
struct Options {
  std::string folder, npv_file, tables;
  int runs = 5;

  Options(int count, char **arguments) {
    if (count < 2)
      stop("usage: PROGRAM FOLDER [--runs N] [--npv FILE] [--tables NAMES]");
    folder = arguments[1];
    for (int i = 2; i + 1 < count; i += 2) {
      if (std::strcmp(arguments[i], "--runs") == 0)
        runs = std::atoi(arguments[i + 1]);
      else if (std::strcmp(arguments[i], "--npv") == 0)
        npv_file = arguments[i + 1];
      else if (std::strcmp(arguments[i], "--tables") == 0)
        tables = arguments[i + 1];
      else
        stop(std::string("unknown option ") + arguments[i]);
    }
  }
};

/** Prints the time of every run in ms and writes the NPVs, [scenario], where they are asked for. */
inline void report(const Options &options, const std::vector<double> &elapsed_ms,
                   const std::vector<double> &npvs) {
  std::printf("{\"elapsedMs\": [");
  for (size_t run = 0; run < elapsed_ms.size(); ++run)
    std::printf("%s%.3f", run == 0 ? "" : ", ", elapsed_ms[run]);
  std::printf("], \"scenarios\": %zu}\n", npvs.size());
  if (!options.npv_file.empty())
    std::ofstream(options.npv_file, std::ios::binary)
        .write(reinterpret_cast<const char *>(npvs.data()), npvs.size() * sizeof(double));
}

} // namespace bench
