"""Writes tensorboard-writer/: an event file made by the tensorboard package's own writer, with a value of every
kind that kdtop maps, and expected.json, what the package's own reader makes of the scalars and histograms.

    python -m pip install tensorboard torch && python make_tensorboard_fixture.py
"""

import json
import math
import pathlib
import shutil

import numpy as np
from tensorboard.backend.event_processing import event_accumulator
from tensorboard.compat.proto import event_pb2, summary_pb2, tensor_pb2, tensor_shape_pb2, types_pb2
from tensorboard.plugins.histogram import metadata as histogram_metadata
from tensorboard.plugins.scalar import metadata as scalar_metadata
from tensorboard.plugins.text import metadata as text_metadata
from tensorboard.summary.writer.event_file_writer import EventFileWriter
from tensorboard.util import tensor_util

here = pathlib.Path(__file__).parent
target = here / "tensorboard-writer"
shutil.rmtree(target, ignore_errors=True)
writer = EventFileWriter(str(target))
clock = 1_700_000_000.0


def event(step, *values, **other):
    global clock
    clock += 0.5
    summary = {"summary": summary_pb2.Summary(value=values)} if values else {}
    writer.add_event(event_pb2.Event(wall_time=clock, step=step, **summary, **other))


def tensor(tag, array, metadata=None, **fields):
    value = summary_pb2.Summary.Value(tag=tag, tensor=tensor_util.make_tensor_proto(array, **fields))
    if metadata is not None:
        value.metadata.CopyFrom(metadata)
    return value


def raw(tag, dtype, shape, plugin="", **fields):
    """A tensor in a repeated field rather than in bytes."""
    dims = [tensor_shape_pb2.TensorShapeProto.Dim(size=n) for n in shape]
    proto = tensor_pb2.TensorProto(dtype=dtype, tensor_shape=tensor_shape_pb2.TensorShapeProto(dim=dims), **fields)
    metadata = summary_pb2.SummaryMetadata()
    metadata.plugin_data.plugin_name = plugin
    return summary_pb2.Summary.Value(tag=tag, tensor=proto, metadata=metadata)


def plugin(name):
    metadata = summary_pb2.SummaryMetadata()
    metadata.plugin_data.plugin_name = name
    return metadata


simple = lambda tag, x: summary_pb2.Summary.Value(tag=tag, simple_value=x)
event(0, session_log=event_pb2.SessionLog(status=event_pb2.SessionLog.START))
event(1, simple("loss", 1.5))
event(2, simple("loss", math.nan), simple("accuracy", 0.25), simple("größe/日本", -math.inf))
# TensorFlow 2: tensors with a plugin's name, the name only with the first value of a tag.
scalars = scalar_metadata.create_summary_metadata(display_name="", description="")
event(3, tensor("tf2/loss", np.float32(0.75), scalars))
event(4, tensor("tf2/loss", np.float32(0.5)))
event(5, tensor("tf2/double", np.float64(0.125), scalars))
event(6, tensor("tf2/half", np.float16(-2.5), scalars))
event(7, tensor("tf2/int64", np.int64(-7), scalars))
event(8, tensor("tf2/bare", np.int32(42)))
histograms = histogram_metadata.create_summary_metadata(display_name="", description="")
buckets = np.array([[-1, 0, 2], [0, 1, 3], [1, 4, 5]], dtype=np.float64)
event(9, tensor("tf2/histogram", buckets, histograms))
event(10, tensor("tf2/histogram", buckets * 2))
event(
    11,
    summary_pb2.Summary.Value(
        tag="histogram",
        histo=summary_pb2.HistogramProto(
            min=-1, max=4, num=10, sum=12, sum_squares=30, bucket_limit=[0, 1, 4], bucket=[2, 3, 5]
        ),
    ),
)
text = text_metadata.create_summary_metadata(display_name="", description="")
event(12, tensor("note/text_summary", np.array("zwölf Boxkämpfer".encode()), text))
event(13, tensor("lines/text_summary", np.array([b"one", b"two"]), text))
grid = np.arange(6, dtype=np.float32).reshape(2, 3)
event(14, tensor("grid", grid, plugin("kdtop")))
event(15, raw("floats", types_pb2.DT_FLOAT, [2, 2], "kdtop", float_val=[1, 2, 3, 4]))
event(16, raw("broadcast", types_pb2.DT_INT32, [3], "kdtop", int_val=[9]))
event(17, raw("booleans", types_pb2.DT_BOOL, [3], "kdtop", bool_val=[True, False, True]))
event(18, raw("halves", types_pb2.DT_HALF, [2], "kdtop", half_val=[0x3C00, 0xC100]))
event(19, raw("bfloats", types_pb2.DT_BFLOAT16, [2], "kdtop", half_val=[0x3F80, 0x4040]))
event(20, raw("uint64s", types_pb2.DT_UINT64, [1], "kdtop", uint64_val=[2**40]))
event(21, raw("uint8s", types_pb2.DT_UINT8, [3], "kdtop", tensor_content=bytes([0, 128, 255])))
# Not shown: an image, sound, a tensor that contradicts its shape, and an image as TensorFlow 2 writes it.
event(22, summary_pb2.Summary.Value(tag="image", image=summary_pb2.Summary.Image(height=1, width=1)))
event(23, summary_pb2.Summary.Value(tag="audio", audio=summary_pb2.Summary.Audio(sample_rate=1)))
event(24, raw("liar", types_pb2.DT_FLOAT, [2, 3], "kdtop", tensor_content=b"\0" * 20))
event(25, raw("liar", types_pb2.DT_FLOAT, [1 << 62, 1 << 62], "kdtop", float_val=[1]))
event(26, raw("liar", types_pb2.DT_FLOAT, [-1], "kdtop", float_val=[1]))
event(27, raw("tf2/image", types_pb2.DT_STRING, [3], "images", string_val=[b"1", b"1", b"\x89PNG"]))
# Several kinds in one record.
event(28, simple("a", 1), simple("b", 2), tensor("grid", grid, plugin("kdtop")), simple("c", 3))
event(29, graph_def=b"\x0a\x00")
event(30, simple("loss", 1e-40))
writer.close()

(file,) = target.iterdir()
file = file.rename(target / "events.out.tfevents.1700000000.host.1.0")
accumulator = event_accumulator.EventAccumulator(str(file), purge_orphaned_data=False, size_guidance={"scalars": 0})
accumulator.Reload()
tags = accumulator.Tags()
expected = {
    "records": sum(1 for _ in __import__("tensorboard").backend.event_processing.event_file_loader.RawEventFileLoader(str(file)).Load()),
    "scalars": {
        tag: [[e.step, e.wall_time, None if math.isnan(e.value) else repr(e.value)] for e in accumulator.Scalars(tag)]
        for tag in tags["scalars"]
    },
    "histograms": {
        tag: [[e.step, e.histogram_value.bucket_limit, e.histogram_value.bucket] for e in accumulator.Histograms(tag)]
        for tag in tags["histograms"]
    },
}
(here / "tensorboard-writer-expected.json").write_text(json.dumps(expected, indent=1, ensure_ascii=False, allow_nan=False) + "\n")
