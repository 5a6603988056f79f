// C entry points over libtorch: one boxed call that reaches every ATen operator by name, and direct ones for what is
// no operator (lifetime, autograd, host memory, seed). No C++ exception leaves this file: a failed call
// returns 0 or null, and ts_error() then gives the message of the calling thread once.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/variable.h>
#include <torch/cuda.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#define EXPORT extern "C" __attribute__((visibility("default")))

using at::Tensor;

namespace {

thread_local std::string last_error;
thread_local bool failed = false;

template <class F>
auto guarded(F body) -> decltype(body()) {
    failed = false;
    try {
        return body();
    } catch (const c10::Error& e) {
        last_error = e.what_without_backtrace();
    } catch (const std::exception& e) {
        last_error = e.what();
    } catch (...) {
        last_error = "unknown native exception";
    }
    failed = true;
    return decltype(body())();
}

void* box(Tensor t) { return t.defined() ? new Tensor(std::move(t)) : nullptr; }

Tensor& at_handle(void* handle) { return *static_cast<Tensor*>(handle); }

std::vector<Tensor> list(void** handles, int64_t count) {
    std::vector<Tensor> result;
    result.reserve(count);
    for (int64_t i = 0; i < count; i++) result.push_back(at_handle(handles[i]));
    return result;
}

enum Kind : int32_t { None, ATensor, Int, Double, Bool, Ints, Doubles, Tensors, Device };

// One argument. Int..Bool use i or d; the lists use data and count; Device has its type in count.
struct Value {
    int32_t kind;
    int32_t count;
    union {
        int64_t i;
        double d;
        void* data;
    };
};

c10::IValue to_ivalue(const Value& v) {
    switch (v.kind) {
        case ATensor: return at_handle(v.data);
        case Int: return v.i;
        case Double: return v.d;
        case Bool: return v.i != 0;
        case Ints: return c10::IntArrayRef(static_cast<int64_t*>(v.data), v.count).vec();
        case Doubles: return c10::ArrayRef<double>(static_cast<double*>(v.data), v.count).vec();
        case Tensors: return c10::List<Tensor>(list(static_cast<void**>(v.data), v.count));
        case Device: return c10::Device(static_cast<c10::DeviceType>(v.count), static_cast<c10::DeviceIndex>(v.i));
        default: return c10::IValue();
    }
}

// Missing trailing arguments take the default of the schema.
torch::jit::Stack called(void* op, const Value* args, int32_t count) {
    const auto& handle = *static_cast<c10::OperatorHandle*>(op);
    const auto& formal = handle.schema().arguments();
    torch::jit::Stack stack;
    stack.reserve(formal.size());
    for (int32_t i = 0; i < count; i++) stack.push_back(to_ivalue(args[i]));
    for (size_t i = count; i < formal.size(); i++) stack.push_back(formal[i].default_value().value());
    handle.callBoxed(&stack);
    return stack;
}

}  // namespace

// The message of the last failed call of this thread, or null; good until the next call of this function.
EXPORT const char* ts_error() {
    static thread_local std::string shown;
    if (!failed) return nullptr;
    failed = false;
    shown.swap(last_error);
    last_error.clear();
    return shown.c_str();
}

EXPORT void ts_free(void* t) { delete static_cast<Tensor*>(t); }

EXPORT void* ts_operator(const char* name, const char* overload) {
    return guarded([&]() -> void* {
        return new c10::OperatorHandle(c10::Dispatcher::singleton().findSchemaOrThrow(name, overload));
    });
}

// Calls an operator that returns a tensor.
EXPORT void* ts_call(void* op, const Value* args, int32_t count) {
    return guarded([&]() -> void* { return box(called(op, args, count).at(0).toTensor()); });
}

// Calls an operator that returns a list of as many tensors as there is room for.
EXPORT int32_t ts_call_list(void* op, const Value* args, int32_t count, void** results, int64_t room) {
    return guarded([&] {
        auto parts = called(op, args, count).at(0).toTensorVector();
        TORCH_CHECK(static_cast<int64_t>(parts.size()) == room, "the operator returned ", parts.size(), " tensors, expected ", room);
        for (int64_t i = 0; i < room; i++) results[i] = box(parts[i]);
        return 1;
    });
}

// A tensor on the host that owns a copy of the data.
EXPORT void* ts_from_host(const void* data, const int64_t* shape, int32_t dims, int32_t dtype) {
    return guarded([&]() -> void* {
        Tensor t = at::empty(at::IntArrayRef(shape, dims), at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype)));
        if (t.nbytes() > 0) std::memcpy(t.data_ptr(), data, t.nbytes());
        return box(t);
    });
}

EXPORT void* ts_data(void* t) {
    return guarded([&]() -> void* { return at_handle(t).data_ptr(); });
}

// out: dtype, device type, device index, elements, requires grad, element size; then up to 16 sizes. Returns their number.
EXPORT int32_t ts_meta(void* t, int64_t* out) {
    const Tensor& x = at_handle(t);
    auto sizes = x.sizes();
    int64_t head[] = {static_cast<int64_t>(x.scalar_type()), static_cast<int64_t>(x.device().type()), x.device().index(),
                      x.numel(), x.requires_grad(), static_cast<int64_t>(x.element_size())};
    std::memcpy(out, head, sizeof head);
    int32_t dims = std::min<size_t>(sizes.size(), 16);
    std::copy_n(sizes.begin(), dims, out + 6);
    return dims;
}

EXPORT int32_t ts_set_requires_grad(void* t, int32_t on) {
    return guarded([&] { at_handle(t).requires_grad_(on != 0); return 1; });
}

// Null without an error: there is no gradient.
EXPORT void* ts_grad(void* t) {
    return guarded([&]() -> void* { return box(at_handle(t).grad()); });
}

EXPORT int32_t ts_set_grad(void* t, void* grad) {
    return guarded([&] { at_handle(t).mutable_grad() = grad ? at_handle(grad) : Tensor(); return 1; });
}

// Replaces data (and with it device and type) of a tensor that others hold.
EXPORT int32_t ts_set_data(void* t, void* source) {
    return guarded([&] { at_handle(t).set_data(at_handle(source)); return 1; });
}

EXPORT int32_t ts_backward(void* root) {
    return guarded([&] { at_handle(root).backward(); return 1; });
}

EXPORT int32_t ts_gradients(void** outputs, int64_t n, void** inputs, int64_t m, void** grads, int64_t g, int32_t retain,
                            int32_t create, int32_t allow_unused, void** results) {
    return guarded([&] {
        auto run = [&](auto... keep) {
            return torch::autograd::grad(list(outputs, n), list(inputs, m), list(grads, g), {keep...}, create != 0, allow_unused != 0);
        };
        auto r = retain || create ? run(true) : run();  // no say: the default of the library
        for (int64_t i = 0; i < m; i++) results[i] = box(r[i]);
        return 1;
    });
}

// Returns the mode before.
EXPORT int32_t ts_grad_mode(int32_t on) {
    bool before = at::GradMode::is_enabled();
    at::GradMode::set_enabled(on != 0);
    return before;
}

EXPORT int32_t ts_seed(int64_t seed) {
    return guarded([&] { at::manual_seed(seed); return 1; });
}

EXPORT int32_t ts_set_threads(int32_t n) {
    return guarded([&] { at::set_num_threads(n); return 1; });
}

EXPORT int32_t ts_cuda_devices() {
    return guarded([&]() -> int32_t { return torch::cuda::is_available() ? static_cast<int32_t>(torch::cuda::device_count()) : 0; });
}

// Waits until a device has done all it was given; -1 is the current one.
EXPORT int32_t ts_cuda_synchronize(int64_t device) {
    return guarded([&] { torch::cuda::synchronize(device); return 1; });
}
