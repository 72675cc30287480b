#!/bin/sh
# Train the stance model: train/stance/run.sh DATA VECTORS WORK
# from the root of the repository; see README.md beside this file.
set -eu
data=$1 vectors=$2 work=$3
python=${PYTHON:-python3}
here=train/stance
mkdir -p "$work/vec" "$work/dump" "$work/parity/data" "$work/logits"
export OMP_NUM_THREADS=1
$python $here/vectors.py --data "$data" --vectors "$vectors" --out "$work/vec"
go run ./$here/dump -data "$data" -vectors "$work/vec" -replies $here/replies.jsonl -out "$work/dump"
cp $here/parity.jsonl "$work/parity/data/stance_parity.jsonl"
go run ./$here/dump -data "$work/parity/data" -vectors "$work/vec" -out "$work/parity"
for fold in 0 1 2 3 4; do
	$python $here/train.py --work "$work" --fold $fold --save "$work/logits/cv${fold}_%s_%s.npz"
done
$python $here/train.py --work "$work" --net "$work/net.pt" --save "$work/logits/all_%s_%s.npz"
$python $here/finish.py --work "$work" --data "$data" --net "$work/net.pt" \
	--cv "$work/logits/cv%s_%s_%s.npz" --dev "$work/logits/all_%s_%s.npz" --out analyze/stance/model
