#!/bin/sh
# Train the deep stance model: train/deep/run.sh DATA BASE FAST WORK
# from the root of the repository; see README.md beside this file.
set -eu
data=$1 base=$2 fast=$3 work=$4
python=${PYTHON:-python3}
here=train/deep
mkdir -p "$work/left"
go run ./$here/claims -data "$data" > "$work/claims.jsonl"
$python $here/vocab.py --base "$base" --data "$data" --size 11500 --out "$work/vocab"
train="$python $here/train.py --base $base --vocab $work/vocab --data $data --claims $work/claims.jsonl"

# All sets but SemEval, and ARC, whose debates it would learn by heart.
$train --epochs 2.6 --crop .35 --without semeval,arc,counter \
	--share argq=.6,covid=.6,gwsd=.6,iac=.4,rumour=.5 --out "$work/1.pt"
# SemEval twice among a little of the others but VAST.
$train --init "$work/1.pt" --epochs 1 --lr 4e-5 --crop .35 --without arc,counter,vast --seed 3 \
	--share semeval=2,argq=.06,perspectrum=.2,ibm=.3,covid=.1,gwsd=.1,iac=.05,rumour=.1,agree=.4 --out "$work/2.pt"

# SemEval without each of its targets in turn, for the calibration.
for t in "Atheism" "Climate Change is a Real Concern" "Feminist Movement" "Hillary Clinton" "Legalization of Abortion"; do
	$train --init "$work/1.pt" --left "$t" --epochs 1 --lr 4e-5 --crop .6 --without arc,counter \
		--share semeval=2,vast=.06,argq=.03,perspectrum=.1,ibm=.1,covid=.05,gwsd=.05,iac=.01,rumour=.01,agree=.02 \
		--dev semeval --logits "$work/left/$t.deep.npz" --out "$work/left.pt"
	$python train/stance/train.py --work "$fast" --without-target "$t" --save "$work/left/$t.%s_%s.npz"
done
$python train/stance/left_out.py --work "$fast" --manifest analyze/stance/model/manifest.json --out "$work/left" "$work"/left/*.semeval_target.npz
$python $here/left.py "$work"/left/*.deep.npz

$python $here/calibrate.py --data "$data" --rows "$work/rows"
go run ./$here/claims -rows "$work/rows"
for f in "$work"/rows/*.jsonl; do
	go run ./cmd/standpoint score --stance fast "$f" > "${f%.jsonl}.out"
done
$python $here/calibrate.py --weights "$work/2.pt" --vocab "$work/vocab" --data "$data" --claims "$work/claims.jsonl" \
	--fast "$work/rows" --left "$work/left" --seen "$fast/semeval.fast.npz" --base "$base" --out "$work/meta.json"
$python $here/export.py --weights "$work/2.pt" --vocab "$work/vocab" --positions 320 --meta "$work/meta.json" \
	--out analyze/stance/model/deep.bin --parity "$work/parity.jsonl"
go test ./encoder -run Parity -model "$PWD/analyze/stance/model/deep.bin" -parity "$work/parity.jsonl"
