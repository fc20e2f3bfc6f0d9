// Runs a network that has operators which network_run.js lacks: in ONNX Runtime, which is WebAssembly, in one thread. What
// it gives has the form that network_run.js gives.

const FILE = new URL("./onnx/runtime.packed", import.meta.url);

/** What makes a network of the bytes of its ONNX file; `fetched` brings a file. */
export async function runtime(fetched) {
  if (!globalThis.WebAssembly || !globalThis.DecompressionStream) throw new Error("no WebAssembly here");
  const [{ InferenceSession, Tensor, env }, packed] = await Promise.all([import("./onnx/runtime.js"), fetched(FILE)]);
  const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  Object.assign(env.wasm, { numThreads: 1, wasmBinary: await new Response(unpacked).arrayBuffer() });

  return async (bytes, plan) => {
    const session = await InferenceSession.create(new Uint8Array(bytes), { executionProviders: ["wasm"] });
    const run = async (numbers) => {
      const given = new Tensor("float32", Float32Array.from(numbers), plan.shapes[plan.input]);
      const { [plan.output]: { data } } = await session.run({ [plan.input]: given });
      return new Map([[plan.output, { shape: plan.shapes[plan.output], data: Float32Array.from(data, Number) }]]);
    };
    return { plan, weights: new Map(), run };
  };
}
