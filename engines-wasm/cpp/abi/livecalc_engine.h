/*
 * The LiveCalc engine ABI, version 1: map, merge, finalize.
 *
 * An engine is a WebAssembly module that imports one shared memory and exports the four functions
 * below. docs/engine-abi.md explains it with a worked example.
 *
 * Rules
 *  1. The runtime hands lc_map one unit at a time: at most 256 rows (a block), at most 64 scenarios
 *     (a tile), or everything for a stage over `none`. It merges what the units return, so an
 *     engine never adds across units.
 *  2. Many threads call the same code on the same memory. Constants may be static; nothing that
 *     changes may be. Working memory comes from `scratch` or from the thread's stack (128 KiB).
 *  3. Arithmetic is plain IEEE: no fast-math, no contraction, no relaxed SIMD.
 *  4. No allocation, no exception, no call out of the module.
 *  5. Columns are contiguous, little-endian and 64-byte aligned.
 */
#ifndef LIVECALC_ENGINE_H
#define LIVECALC_ENGINE_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define LC_ABI_VERSION 1u

#ifdef __wasm__
#define LC_EXPORT(name) __attribute__((export_name(#name), used))
#else
#define LC_EXPORT(name)
#endif

/* A column. `stride` is the number of elements per step along its first axis. */
typedef struct lc_column {
  void *data; /* null: an output that nobody asked for, an optional input that is absent */
  uint32_t length;
  uint32_t stride;
} lc_column;

#define LC_NONE 0xffffffffu
#define LC_MESSAGE_BYTES 240

/* Codes the runtime understands; an engine's own start at 100. */
enum {
  LC_OK = 0,
  LC_NUMERICAL = 1, /* a NaN or an infinity */
  LC_PARAMETER = 2, /* a parameter that the schema allows and the engine cannot use */
  LC_INPUT = 3      /* an input value that the engine cannot use */
};

/* What went wrong, filled in before a non-zero status is returned. */
typedef struct lc_error {
  int32_t code;
  uint32_t row;                   /* index along `row`, or LC_NONE */
  uint32_t scenario;              /* index along `scenario`, or LC_NONE */
  uint32_t column;                /* index of the input column in declared order, or LC_NONE */
  char message[LC_MESSAGE_BYTES]; /* UTF-8, ends with a NUL */
} lc_error;

/* One call. Every pointer is valid for the length of the call. */
typedef struct lc_call {
  uint32_t size;  /* of this structure, in bytes */
  uint32_t stage; /* index among the declared stages */
  uint32_t begin; /* the unit: [begin, end) along the stage's axis */
  uint32_t end;
  uint32_t scenario_begin; /* the scenarios it spans */
  uint32_t scenario_end;
  uint32_t row_count; /* lengths of the run's axes */
  uint32_t scenario_count;
  uint32_t time_count;
  uint32_t group_count;
  uint32_t steps_per_year;  /* steps of the time axis in one year */
  const double *parameters; /* the config, flattened in declared order; see docs/engine-abi.md */
  const lc_column *inputs;  /* in declared order */
  const lc_column *outputs; /* in declared order; `concat` columns whole, `sum` columns the unit's
                               own partial, filled with zeros */
  void *const *scratch;     /* in declared order; contents undefined at entry; null: not needed */
  lc_error *error;
} lc_call;

#ifdef __wasm__
static_assert(sizeof(lc_column) == 12, "lc_column is 12 bytes");
static_assert(sizeof(lc_error) == 256, "lc_error is 256 bytes");
static_assert(sizeof(lc_call) == 64, "lc_call is 64 bytes");
#endif

/* LC_ABI_VERSION. */
uint32_t lc_abi_version(void);

/* The engine's description: JSON, UTF-8, ends with a NUL. */
const char *lc_describe(void);

/* Maps one unit of one stage. Returns 0, or a code after filling in `call->error`. */
int32_t lc_map(const lc_call *call);

/* Turns the reduced partials in `outputs` into the outputs of stage `finalize`. Returns as lc_map.
 * An engine whose outputs all come from its stages returns 0 here. */
int32_t lc_finalize(const lc_call *call);

#ifdef __cplusplus
}
#endif
#endif
