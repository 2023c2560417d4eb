#!/bin/sh
# Writes ../Messages/tensorboard.pb.swift from tensorboard.proto. Needs protoc and swift-protobuf's generator:
#   git clone -b 1.39.0 https://github.com/apple/swift-protobuf && cd swift-protobuf
#   swift build -c release --product protoc-gen-swift
#   PATH="$PWD/.build/release:$PATH" …/Sources/EventFiles/Proto/generate.sh
# The generator itself marks the file as not to be formatted.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$here/../Messages"
protoc --proto_path="$here" --swift_opt=Visibility=Internal --swift_out="$here/../Messages" tensorboard.proto
