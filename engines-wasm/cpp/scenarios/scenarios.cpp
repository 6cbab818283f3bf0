// The engine's entry points: paths of the short rate, one scenario after the other.
#include "abi/livecalc_engine.h"
#include "common/message.h"
#include "scenarios/models.h"
#include "scenarios/normal.h"
#include "scenarios/uniforms.h"

namespace livecalc::scenarios {
namespace {

int32_t parameter_error(lc_error &error, const char *problem) {
  error = {LC_PARAMETER, LC_NONE, LC_NONE, LC_NONE, {}};
  MessageWriter(error.message).text(problem);
  return error.code;
}

/// Discounting divides by 1 + rate, so a rate must be finite and above -1.
int32_t rate_error(const lc_call &call, uint32_t scenario, uint32_t step, double rate) {
  const bool finite = rate - rate == 0;
  *call.error = {finite ? LC_PARAMETER : LC_NUMERICAL, LC_NONE, scenario, LC_NONE, {}};
  MessageWriter(call.error->message)
      .text("the rate of scenario ")
      .number(scenario)
      .text(" in year ")
      .number(step / call.steps_per_year + 1)
      .text(finite ? " is -1 or less and cannot be discounted with; give parameter \"min\" a value "
                     "above -1, or lower \"volatility\""
                   : " is not a finite number; the model's parameters are too large");
  return call.error->code;
}

/// The very numbers that the models use, for whoever drives a model of its own by them.
void write_normals(const lc_call &call, uint64_t seed, double *normals) {
  for (uint32_t scenario = call.begin; scenario < call.end; ++scenario) {
    Uniforms uniforms(seed, scenario);
    for (uint32_t step = 0; step < call.time_count; ++step)
      normals[size_t(scenario) * call.time_count + step] = normal_quantile(uniforms.next());
  }
}

template <class ModelType>
int32_t generate(const lc_call &call, const Parameters &parameters, double *rates,
                 uint32_t *clamped) {
  const ModelType model(parameters, 1.0 / call.steps_per_year);
  for (uint32_t scenario = call.begin; scenario < call.end; ++scenario) {
    double *path = rates + size_t(scenario) * call.time_count;
    Uniforms uniforms(parameters.seed, scenario);
    double rate = parameters.initial;
    uint32_t count = 0;
    for (uint32_t step = 0; step < call.time_count; ++step) {
      const double free = model.next(rate, uniforms.next());
      rate = free < parameters.min ? parameters.min : free > parameters.max ? parameters.max : free;
      count += rate != free;
      if (!(rate > -1 && rate - rate == 0))
        return rate_error(call, scenario, step, rate);
      path[step] = rate;
    }
    if (clamped != nullptr)
      clamped[scenario] = count;
  }
  return LC_OK;
}

} // namespace
} // namespace livecalc::scenarios

using namespace livecalc::scenarios;

LC_EXPORT(lc_abi_version) uint32_t lc_abi_version(void) { return LC_ABI_VERSION; }

LC_EXPORT(lc_map) int32_t lc_map(const lc_call *call) {
  Parameters parameters;
  if (const char *problem = read_parameters(call->parameters, parameters))
    return parameter_error(*call->error, problem);
  auto *rates = static_cast<double *>(call->outputs[0].data);
  auto *normals = static_cast<double *>(call->outputs[1].data);
  auto *clamped = static_cast<uint32_t *>(call->outputs[2].data);
  if (normals != nullptr)
    write_normals(*call, parameters.seed, normals);
  if (rates == nullptr)
    return LC_OK;
  switch (parameters.model) {
  case Model::gbm:
    return generate<Gbm>(*call, parameters, rates, clamped);
  case Model::vasicek:
    return generate<Vasicek>(*call, parameters, rates, clamped);
  case Model::cir:
    return generate<Cir>(*call, parameters, rates, clamped);
  }
  return LC_OK;
}

LC_EXPORT(lc_finalize) int32_t lc_finalize(const lc_call *) { return LC_OK; }
