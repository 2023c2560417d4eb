import Datasets

/// What a run on a data set does when nothing else is asked: chosen so that it is worth watching.
struct JobDefaults {
  var teacher: String
  var student: String
  var teacherEpochs: Int
  /// Of the student: a count of steps gives few examples as much work as many.
  var steps: Int
  var batchSize: Int
  /// Steps per second when somebody watches; headless runs go at full speed.
  var throttle: Double = 0

  static func of(dataset: String) -> JobDefaults {
    switch dataset {
    case "digits":
      // Two minutes at 40 steps a second: long enough to turn every knob and see what it does.
      JobDefaults(
        teacher: "mlp:256,256,dropout=0.3", student: "mlp:12", teacherEpochs: 30, steps: 4800, batchSize: 32,
        throttle: 40)
    case "cifar-10", "cifar-100":
      JobDefaults(
        teacher: "convnet:64,128,256", student: "convnet:16,32,64", teacherEpochs: 20, steps: 8000, batchSize: 128)
    default:
      JobDefaults(
        teacher: "mlp:1200,1200", student: "mlp:100,100", teacherEpochs: 10, steps: 4800, batchSize: 128)
    }
  }
}
