namespace Store.Application.Sandbox;

/// <summary>Where Development's providers answer: at the store's own address, known once it listens.</summary>
public interface ISandboxAddress
{
    /// <summary>Such as <c>http://127.0.0.1:5080/sandbox/np</c>.</summary>
    Uri Of(string provider);
}
