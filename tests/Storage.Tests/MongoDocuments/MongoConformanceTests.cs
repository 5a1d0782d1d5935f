using HiveFlow.Storage.Tests.Documents;

namespace HiveFlow.Storage.Tests.MongoDocuments;

[NeedsMongo]
public sealed class MongoDocumentWriteTests : DocumentWriteConformance<MongoStoreAdapter>;

[NeedsMongo]
public sealed class MongoDocumentSetTests : DocumentSetConformance<MongoStoreAdapter>;

[NeedsMongo]
public sealed class MongoDocumentQueryTests : DocumentQueryConformance<MongoStoreAdapter>;

[NeedsMongo]
public sealed class MongoDocumentCursorTests : DocumentCursorConformance<MongoStoreAdapter>;

[NeedsMongo]
public sealed class MongoDocumentCounterTests : DocumentCounterConformance<MongoStoreAdapter>;
