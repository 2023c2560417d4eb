"""Reads a log directory with the tensorboard package's own reader and prints what is in it; any warning is an error.

    python check_with_tensorboard.py runs/NAME
"""

import logging
import sys

from tensorboard.backend.event_processing import event_accumulator
from tensorboard.util import tb_logging, tensor_util


class Fail(logging.Handler):
    def emit(self, record):
        sys.exit(f"warning: {record.getMessage()}")


tb_logging.get_logger().addHandler(Fail(level=logging.WARNING))
accumulator = event_accumulator.EventAccumulator(sys.argv[1], size_guidance={"scalars": 0, "tensors": 0, "histograms": 0})
accumulator.Reload()
tags = accumulator.Tags()
for tag in tags["scalars"]:
    print("scalars", tag, [(e.step, e.value) for e in accumulator.Scalars(tag)][-3:])
for tag in tags["histograms"]:
    print("histogram", tag, [e.histogram_value for e in accumulator.Histograms(tag)][-1])
for tag in tags["tensors"]:
    plugin = accumulator.SummaryMetadata(tag).plugin_data.plugin_name
    print("tensor", tag, plugin, tensor_util.make_ndarray(accumulator.Tensors(tag)[-1].tensor_proto))
