using HiveFlow.Errors;

namespace HiveFlow.Storage.ForeignMongo;

/// <summary>Ends the making of a command; never leaves <see cref="ForeignDatabase"/>.</summary>
internal sealed class UnsoundValueException(string place, string rule) : Exception
{
    public Error Error { get; } = ForeignMongoErrors.ValueInvalid(place, rule);
}
