#include "CTorchAPI.h"

// SwiftPM wants a source file in every C target.
