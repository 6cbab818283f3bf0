// Errors of the projection, written into the call.
#pragma once

#include "abi/livecalc_engine.h"

namespace livecalc::projection {

constexpr int32_t ok = LC_OK;
constexpr int32_t numerical_error = LC_NUMERICAL;
constexpr int32_t input_error = LC_INPUT;

/** Where an error lies; what is not known stays LC_NONE. */
struct Place {
  uint32_t row = LC_NONE;
  uint32_t scenario = LC_NONE;
  uint32_t column = LC_NONE;
};

/** One part of a message: a text or a whole number. */
struct MessagePart {
  const char *text = nullptr;
  uint32_t number = 0;

  MessagePart(const char *part) : text(part) {}
  MessagePart(uint32_t part) : number(part) {}
};

/** Fills in `error`; a message that is too long is cut. */
void write_error(lc_error &error, int32_t code, Place place, const MessagePart *parts, int count);

/** Fills in the call's error and returns `code`. */
template <int count>
int32_t fail(const lc_call &call, int32_t code, Place place, const MessagePart (&parts)[count]) {
  write_error(*call.error, code, place, parts, count);
  return code;
}

} // namespace livecalc::projection
