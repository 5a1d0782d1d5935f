using HiveFlow.Storage.Tests.Documents;

namespace HiveFlow.Storage.Tests.SqliteDocuments;

public sealed class SqliteDocumentWriteTests : DocumentWriteConformance<SqliteStoreAdapter>;

public sealed class SqliteDocumentSetTests : DocumentSetConformance<SqliteStoreAdapter>;

public sealed class SqliteDocumentQueryTests : DocumentQueryConformance<SqliteStoreAdapter>;

public sealed class SqliteDocumentCursorTests : DocumentCursorConformance<SqliteStoreAdapter>;

public sealed class SqliteDocumentCounterTests : DocumentCounterConformance<SqliteStoreAdapter>;
