#!/bin/sh
# Train the deep stance model: train/deep/run.sh DATA STUDENT TEACHER WORK
# from the root of the repository; see README.md beside this file.
set -eu
data=$1 student=$2 teacher=$3 work=$4
python=${PYTHON:-python3}
here=train/deep
mkdir -p "$work"
go run ./$here/claims -data "$data" > "$work/claims.jsonl"
$python $here/vocab.py --base "$student" --data "$data" --size 16000 --out "$work/vocab"
common="--vocab $work/vocab --data $data --claims $work/claims.jsonl"
$python $here/train.py $common --kind mpnet --base "$teacher" --frozen 6 --most 112 --lr 4e-5 --epochs 1 \
	--without semeval --share argq=.3,vast=.45,covid=.4,gwsd=.5,iac=.15,rumour=.3 --out "$work/teacher.pt"
$python $here/train.py $common --kind mpnet --base "$teacher" --without semeval --seed 2 \
	--eval "$work/teacher.pt" --label "$work/teacher-logits.pt" --out "$work/unused.pt"
$python $here/train.py $common --base "$student" --teacher "$work/teacher-logits.pt" --without semeval --seed 2 \
	--epochs 2 --out "$work/student.pt"
