#!/bin/sh
# Train the deep stance model: train/deep/run.sh DATA BASE WORK
# from the root of the repository; see README.md beside this file.
set -eu
data=$1 base=$2 work=$3
python=${PYTHON:-python3}
here=train/deep
mkdir -p "$work"
go run ./$here/claims -data "$data" > "$work/claims.jsonl"
$python $here/vocab.py --base "$base" --data "$data" --size 16000 --out "$work/vocab"
train="$python $here/train.py --base $base --vocab $work/vocab --data $data --claims $work/claims.jsonl"

# All sets but SemEval, two thirds of a schedule.
$train --epochs 2.5 --stop 1547 --crop .5 --without semeval \
	--share argq=.6,covid=.6,gwsd=.6,iac=.5,rumour=.6 --out "$work/1.pt"
# Without ARC, which it had begun to learn by heart; more of VAST, whole.
$train --init "$work/1.pt" --epochs 1 --lr 8e-5 --crop .2 --without semeval,arc,counter \
	--share vast=1.5,argq=.25,perspectrum=.7,covid=.3,gwsd=.3,iac=.25,rumour=.25,agree=.8 --out "$work/2.pt"
# SemEval twice among the others.
$train --init "$work/2.pt" --epochs 1 --lr 5e-5 --crop .25 --without arc,counter --seed 3 \
	--share semeval=2,vast=.6,argq=.12,perspectrum=.35,ibm=.5,covid=.15,gwsd=.15,iac=.08,rumour=.1,agree=.6 --out "$work/3.pt"

$python $here/calibrate.py --data "$data" --rows "$work/rows"
for f in "$work"/rows/*.jsonl; do
	go run ./cmd/standpoint score --stance fast "$f" > "${f%.jsonl}.out"
done
$python $here/calibrate.py --weights "$work/3.pt" --vocab "$work/vocab" --data "$data" --claims "$work/claims.jsonl" \
	--fast "$work/rows" --base "$base" --out "$work/meta.json"
$python $here/export.py --weights "$work/3.pt" --vocab "$work/vocab" --positions 320 --meta "$work/meta.json" \
	--out analyze/stance/model/deep.bin --parity "$work/parity.jsonl"
go test ./encoder -run Parity -model "$PWD/analyze/stance/model/deep.bin" -parity "$work/parity.jsonl"
