using System.Diagnostics;

namespace Store.Domain.Accounts;

public abstract record StaffFact : Fact;

/// <summary>An operator or auditor may sign in from now on.</summary>
[StoredAs("staff.added", 1)]
public sealed record StaffAdded(StaffRole Role, PersonalText Email, PersonalText Name) : StaffFact;

public enum StaffRole
{
    /// <summary>The customer service desk (カスタマーサービスデスク).</summary>
    Operator,

    /// <summary>Reads the log and changes nothing.</summary>
    Auditor,
}

/// <summary>Someone who works for the store. The stream's id is what facts name as their actor.</summary>
/// <param name="Role">Null until the member of staff is added.</param>
public sealed record Staff(StaffRole? Role) : IAggregate<Staff>
{
    public static string Category => "staff";

    public static int Schema => 1;

    public static Staff Initial { get; } = new((StaffRole?)null);

    public Decision Add(StaffRole role, PersonalText email, PersonalText name) =>
        Role is null ? new StaffAdded(role, email, name) : Decision.Nothing;

    public Staff Evolve(Fact fact) =>
        fact switch
        {
            StaffAdded f => new Staff(f.Role),
            _ => throw new UnreachableException(fact.GetType().Name),
        };
}
