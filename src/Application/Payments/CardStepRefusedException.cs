namespace Store.Application.Payments;

/// <summary>
/// SBPS will not charge or give back what the store has to: somebody has to look. Only codes and states are kept.
/// </summary>
public sealed class CardStepRefusedException(string step, CardStepAnswer answer, CardInquiryAnswer? found)
    : Exception($"{step} was not possible at SBPS: {answer}; {found}");
