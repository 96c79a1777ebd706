using FluentValidation;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Store.Application.Pipeline;

/// <summary>Registers every use case with the mediator: the one scan of an assembly there is, at start.</summary>
public static class Registrations
{
    private static readonly Type[] Found = [typeof(IRequestHandler<,>), typeof(IValidator<>)];

    public static IServiceCollection AddStoreApplication(this IServiceCollection services)
    {
        // Nothing in the pipeline holds a request's state, and a validator costs far more to make than to run.
        services.AddSingleton<ServiceFactory>(provider => provider.GetService!);
        services.AddSingleton<IMediator, Mediator>();
        services.AddSingleton<Messages>();
        services.AddSingleton(typeof(IPipelineBehavior<,>), typeof(ValidationBehavior<,>));
        return services.AddUseCasesOf(typeof(Registrations).Assembly);
    }

    /// <summary>The handlers and validators of an assembly.</summary>
    public static IServiceCollection AddUseCasesOf(
        this IServiceCollection services,
        System.Reflection.Assembly assembly
    )
    {
        foreach (var type in assembly.GetTypes().Where(t => t is { IsAbstract: false, IsGenericTypeDefinition: false }))
        {
            foreach (var contract in type.GetInterfaces().Where(i => i.IsGenericType))
            {
                if (Found.Contains(contract.GetGenericTypeDefinition()))
                {
                    services.AddSingleton(contract, type);
                }
            }
        }

        return services;
    }
}
