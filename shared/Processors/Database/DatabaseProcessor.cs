using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Flows.NodeTypes;
using HiveFlow.Outgoing;
using HiveFlow.Processors.Settings;
using HiveFlow.Storage.ForeignMongo;
using HiveFlow.Vault.Credentials.Using;

namespace HiveFlow.Processors.Database;

/// <summary>Finds, inserts and updates documents in a MongoDB that a credential names.</summary>
internal sealed class DatabaseProcessor(OutgoingSockets sockets, TimeProvider time) : IProcessor
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    public NodeType Type { get; } = new()
    {
        Name = "database",
        Title = "Database",
        Description = "Finds, inserts or updates documents in a MongoDB. Its output is {documents}, {inserted, ids} or {matched, modified, upsertedId}.",
        DefaultTimeout = TimeSpan.FromSeconds(60),
        Settings = JsonValue.Parse("""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "type": "object",
              "properties": {
                "operation": { "enum": ["find", "insert", "update"] },
                "credentialId": { "type": "string", "minLength": 1, "maxLength": 24, "description": "A credential of type mongodb, by its id. No expression." },
                "collection": { "type": "string", "minLength": 1, "maxLength": 120 },
                "conditions": {
                  "type": "array", "maxItems": 50,
                  "description": "For find and update: all must hold. A value is always a value, never an operator.",
                  "items": {
                    "type": "object",
                    "properties": {
                      "field": { "type": "string", "minLength": 1, "maxLength": 500, "description": "A dotted path." },
                      "operator": { "enum": ["eq", "ne", "gt", "gte", "lt", "lte", "in", "exists"], "default": "eq" },
                      "value": { "description": "What to compare with." }
                    },
                    "required": ["field"]
                  }
                },
                "types": { "type": "object", "maxProperties": 100, "additionalProperties": { "enum": ["objectId", "date", "decimal"] }, "description": "Which paths are of a type that JSON lacks." },
                "fields": { "type": "array", "maxItems": 100, "items": { "type": "string", "minLength": 1, "maxLength": 500 }, "description": "For find: the paths to give; all unless set." },
                "sort": {
                  "type": "array", "maxItems": 10, "description": "For find: by which paths.",
                  "items": { "type": "object", "properties": { "field": { "type": "string" }, "descending": { "type": "boolean", "default": false } }, "required": ["field"] }
                },
                "limit": { "type": "integer", "minimum": 1, "maximum": 1000, "default": 100, "description": "For find: most documents." },
                "documents": { "description": "For insert: an object, or a list of up to 1,000; the input unless set." },
                "set": { "type": "object", "maxProperties": 100, "description": "For update: values by dotted path." },
                "unset": { "type": "array", "maxItems": 100, "items": { "type": "string", "minLength": 1, "maxLength": 500 }, "description": "For update: paths to remove." },
                "many": { "type": "boolean", "default": false, "description": "For update: all that match instead of the first." },
                "upsert": { "type": "boolean", "default": false, "description": "For update: makes a document when none matches." }
              },
              "required": ["operation", "credentialId", "collection"]
            }
            """),
    };

    public async ValueTask<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var read = new SettingsReader(context.Settings);
        var operation = read.Choice("operation", string.Empty, "find", "insert", "update");
        var collection = DatabaseReader.Collection(read);
        var types = DatabaseReader.Types(read);
        Func<ForeignServer, Task<Result<JsonElement>>> work = operation switch
        {
            "insert" => Insert(read, context, collection, types, cancellationToken),
            "update" => Update(read, collection, types, cancellationToken),
            _ => Find(read, collection, types, cancellationToken),
        };
        if (context.Credentials.MainId is null)
        {
            read.Reject("credentialId", "is needed: a credential of type mongodb");
        }

        if (read.Fault is { } fault)
        {
            return StepResult.Failed(fault);
        }

        var opened = await context.Credentials.OpenAsync(context.Credentials.MainId!, cancellationToken);
        if (!opened.IsSuccess)
        {
            return StepResult.Failed(opened.Error, opened.Error.Code.Kind == ErrorKind.Unavailable);
        }

        var left = context.Deadline == DateTimeOffset.MaxValue ? Longest : context.Deadline - time.GetUtcNow();
        var server = DatabaseServer.Of(
            opened.Value,
            sockets,
            left < Longest && left > TimeSpan.Zero ? left : Longest,
            what => ProcessorErrors.SettingInvalid("credentialId", $"names a credential {what}"));
        var done = server.IsSuccess ? await work(server.Value) : server.Error;
        return done.IsSuccess
            ? StepResult.Completed(operation == "find" ? Found(done.Value) : done.Value)
            : StepResult.Failed(done.Error, done.Error.Code.Kind == ErrorKind.Unavailable);
    }

    private static Func<ForeignServer, Task<Result<JsonElement>>> Find(
        SettingsReader read, string collection, IReadOnlyDictionary<string, string> types, CancellationToken cancellationToken)
    {
        var find = new ForeignFind(
            collection, DatabaseReader.Conditions(read), types, DatabaseReader.Paths(read, "fields"), DatabaseReader.Sort(read), (int)read.Whole("limit", 100, 1, ForeignDatabase.MaxDocuments));
        return server => ForeignDatabase.FindAsync(server, find, cancellationToken);
    }

    private static Func<ForeignServer, Task<Result<JsonElement>>> Insert(
        SettingsReader read, StepContext context, string collection, IReadOnlyDictionary<string, string> types, CancellationToken cancellationToken)
    {
        var documents = DatabaseReader.Documents(read, context.Input);
        return server => ForeignDatabase.InsertAsync(server, collection, documents, types, context.IdempotencyKey, cancellationToken);
    }

    private static Func<ForeignServer, Task<Result<JsonElement>>> Update(
        SettingsReader read, string collection, IReadOnlyDictionary<string, string> types, CancellationToken cancellationToken)
    {
        var (conditions, set, unset) = (DatabaseReader.Conditions(read), DatabaseReader.Set(read), DatabaseReader.Paths(read, "unset"));
        if (conditions.Count == 0)
        {
            read.Reject("conditions", "must hold at least one condition for update");
        }

        if (set.Count + unset.Count == 0)
        {
            read.Reject("set", "or unset is needed");
        }

        var update = new ForeignUpdate(collection, conditions, types, set, unset, read.Flag("many", false), read.Flag("upsert", false));
        return server => ForeignDatabase.UpdateAsync(server, update, cancellationToken);
    }

    private static JsonElement Found(JsonElement documents) => JsonValue.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WritePropertyName("documents");
        documents.WriteTo(writer);
        writer.WriteEndObject();
    });
}
