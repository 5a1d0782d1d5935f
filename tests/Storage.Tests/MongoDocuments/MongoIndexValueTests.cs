using HiveFlow.Storage.Documents;
using HiveFlow.Storage.MongoDocuments;
using HiveFlow.Storage.Tests.Documents;
using MongoDB.Bson;
using MongoDB.Bson.Serialization;
using MongoDB.Driver;

namespace HiveFlow.Storage.Tests.MongoDocuments;

public sealed class MongoIndexValueTests
{
    private static readonly IndexValue[] InOrder =
        [IndexValue.None, long.MinValue + 1, -1_000_000, -1, 0, 1, 255, long.MaxValue, "", "\0", "A", "a", "aa", "b", "n", "ä", "🐝"];

    [Fact]
    public void Values_come_back_and_order_as_their_texts_do()
    {
        for (var i = 0; i < InOrder.Length; i++)
        {
            Assert.Equal(InOrder[i], MongoIndexValue.Read(MongoIndexValue.Write(InOrder[i])));
            if (i > 0)
            {
                Assert.True(string.CompareOrdinal(MongoIndexValue.Write(InOrder[i - 1]), MongoIndexValue.Write(InOrder[i])) < 0);
            }
        }
    }

    [Fact]
    public void A_query_is_made_of_the_tenant_its_values_its_bounds_and_its_position()
    {
        var tenant = Tenant.Of(DocumentId.New(TimeProvider.System));
        var query = new DocumentQuery("city_age") { EqualTo = ["$where"], From = 1, Limit = 1 };
        var cursor = QueryPlan.Of(Person.Collection, tenant, query).CursorBehind(new DocumentPosition([7], "x"));
        var plan = QueryPlan.Of(Person.Collection, tenant, query with { Cursor = cursor });

        var filter = MongoQueryFilter.Of(tenant, plan).Render(
            new RenderArgs<BsonDocument>(BsonSerializer.LookupSerializer<BsonDocument>(), BsonSerializer.SerializerRegistry));

        var seven = "n8000000000000007";
        Assert.Equal(
            BsonDocument.Parse($$"""
                { t: "{{tenant.Key}}", f_city_age_0: "t$where", f_city_age_1: { $gte: "n8000000000000001", $lt: "t", $lte: "{{seven}}" },
                  $or: [ { f_city_age_1: { $lt: "{{seven}}" } }, { f_city_age_1: "{{seven}}", _id: { $lt: "x" } } ] }
                """),
            filter);
    }

    [Fact]
    public void A_duplicate_is_told_by_the_index_and_not_by_what_users_wrote()
    {
        var table = new MongoTable(Person.Collection, null!);
        var name = MongoTable.UniqueIndexName(Person.Collection.Indexes[0]);
        var place = MongoTable.UniqueIndexName(Person.Collection.Indexes[1]);

        Assert.Equal("name", table.DuplicateOf(
            $"E11000 duplicate key error collection: db.people index: {name} dup key: {{ f: \"t index: {place} \" }}"));
        Assert.Equal("id", table.DuplicateOf("E11000 duplicate key error collection: db.people index: _id_ dup key: { _id: \"1\" }"));
    }
}
