import Datasets
import Distillation

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
  var optimizer = OptimizerKind.sgd
  /// Where the knobs of training start with this optimiser.
  var training: [String: Double] = [:]
  /// As `LearningRateSchedule` reads it.
  var schedule = "constant"
  var clipNorm: Double?
  /// Where knobs of a method start on this data, where its own default is made for larger images.
  var knobs: [String: [String: Double]] = [:]

  static func of(dataset: String, networks: MethodDeclaration.Preferences.Networks = .any) -> JobDefaults {
    var job = plain(dataset)
    let isSmall = dataset == "digits"
    switch networks {
    // Which networks read text is decided by the model's directory.
    case .any, .language: break
    case .convolutional:
      (job.teacher, job.student) =
        isSmall ? ("convnet:32,64", "convnet:8,16") : ("convnet:32,64,128", "convnet:8,16,32")
      if isSmall { job.teacherEpochs = 15 }
    case .equalChannels: (job.teacher, job.student, job.teacherEpochs) = ("resnet:14", "resnet:8", 5)
    case .severalExits: job.student = isSmall ? "multi-exit:16,32,32" : "multi-exit:16,32,64"
    case .equalSize: job.student = job.teacher
    case .largerStudent: (job.teacher, job.student) = isSmall ? ("mlp:64", "mlp:256,256") : ("mlp:256", "mlp:800,800")
    }
    return job
  }

  private static func plain(_ dataset: String) -> JobDefaults {
    switch dataset {
    case "digits":
      // Two minutes at 40 steps a second: long enough to turn every knob and see what it does.
      JobDefaults(
        teacher: "mlp:256,256,dropout=0.3", student: "mlp:12", teacherEpochs: 30, steps: 4800, batchSize: 32,
        throttle: 40,
        // Maps of 2×2 places weigh more in a mean over places than the paper's of 8×8 and more.
        knobs: ["at": ["beta": 10], "at-gradient": ["beta": 1], "sp": ["gamma": 300]])
    case "cifar-10", "cifar-100":
      JobDefaults(
        teacher: "convnet:64,128,256", student: "convnet:16,32,64", teacherEpochs: 20, steps: 8000, batchSize: 128)
    case "text":
      // A few epochs, as transformers are fine-tuned (Devlin et al. 2019, appendix A.3); small ones stand a larger rate.
      JobDefaults(
        teacher: "", student: "", teacherEpochs: 2, steps: 1000, batchSize: 32, optimizer: .adamw,
        training: ["learning_rate": 1e-4, "weight_decay": 0.01], schedule: "cosine,warmup=50", clipNorm: 1)
    default:
      JobDefaults(
        teacher: "mlp:1200,1200", student: "mlp:100,100", teacherEpochs: 10, steps: 4800, batchSize: 128)
    }
  }
}
