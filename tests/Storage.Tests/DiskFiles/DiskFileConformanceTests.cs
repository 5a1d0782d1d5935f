using HiveFlow.Storage.Tests.Files;

namespace HiveFlow.Storage.Tests.DiskFiles;

public sealed class DiskFileConformanceTests : FileStoreConformance<DiskFilesAdapter>;
