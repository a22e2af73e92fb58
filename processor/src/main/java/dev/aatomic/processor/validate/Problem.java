package dev.aatomic.processor.validate;

import javax.tools.Diagnostic.Kind;

/**
 * Everything that the processor has to complain about. The ids are stable: users search for them, and suppress warnings
 * by them.
 */
public enum Problem {

    /** The annotation is on something that no class can be generated for. */
    WRONG_TYPE(
            "WrongType",
            Kind.ERROR,
            "@%s applies to interfaces, to classes that implement one, and to their methods; '%s' is %s. %s"),

    /** The type is private, or nested in something private. */
    PRIVATE("Private", Kind.ERROR, "@Aatomic type must be accessible in its package; '%s' is private. Drop 'private'"),

    /** The class is an inner one, whose instances belong to others. */
    INNER(
            "Inner",
            Kind.ERROR,
            "Nested @Aatomic class must be static; '%s' is an inner class. Add 'static', or move it out of '%s'"),

    /** The interface is sealed, and the generated class is not among its permitted ones. */
    SEALED(
            "Sealed",
            Kind.ERROR,
            "Sealed interface must permit the generated class that implements it; '%s' does not permit '%s'. Add it to "
                    + "the permits clause, or drop 'sealed'"),

    /** The annotation is on a method of a class that its interfaces do not have. */
    NOT_EXPOSED(
            "NotExposed",
            Kind.ERROR,
            "@Aatomic method of a class must be one that an interface declares; '%s' is in no interface of '%s' that "
                    + "the generated class could implement. Declare it in one, or drop the annotation"),

    /** No method of the interface is transactional. */
    EMPTY(
            "Empty",
            Kind.WARNING,
            "@Aatomic type should have a transactional method; '%s' has none. Add one, or drop @Aatomic"),

    /** A method is left out of nothing. */
    ONLY_NON_AATOMIC(
            "OnlyNonAatomic",
            Kind.NOTE,
            "@NonAatomic leaves methods of @Aatomic types out; neither '%s' nor what extends it in this compilation is "
                    + "@Aatomic. Annotate one of them with @Aatomic, or drop @NonAatomic"),

    /** The annotation is on a static method. */
    STATIC_METHOD(
            "StaticMethod",
            Kind.ERROR,
            "@%s applies to instance methods; '%s' is static. Drop the annotation, or 'static'"),

    /** The annotation is on a private method. */
    PRIVATE_METHOD(
            "PrivateMethod",
            Kind.ERROR,
            "@%s applies to methods that callers can reach; '%s' is private. Drop the annotation, or 'private'"),

    /** A method has both annotations. */
    BOTH("Both", Kind.ERROR, "Method is either @Aatomic or @NonAatomic; '%s' is both. Drop one of them"),

    /** Two superinterfaces say different things about one method. */
    DISAGREEMENT(
            "Disagreement",
            Kind.ERROR,
            "Superinterfaces must agree on %s of a method; for '%s', '%s' says %s and '%s' says %s. Declare the "
                    + "method in '%s' and annotate it there"),

    /** The method returns something asynchronous whose end the processor cannot wait for. */
    RETURN_TYPE(
            "ReturnType",
            Kind.ERROR,
            "@Aatomic method must return void, a value, CompletionStage, CompletableFuture or a type that has an adapter; "
                    + "'%s' returns '%s'. Declare '%s', or name an adapter with @AdaptedBy, or annotate the method with "
                    + "@NonAatomic"),

    /** The adapter for what the method returns is not on the class path. */
    ADAPTER_MISSING(
            "AdapterMissing",
            Kind.ERROR,
            "@Aatomic method that %s needs its adapter; for '%s', '%s' is not on the compile class path or not "
                    + "read by the module. Add the dependency %s, and 'requires %s' in a module"),

    /** A user's adapter could not be called. */
    ADAPTER_FORM(
            "AdapterForm",
            Kind.ERROR,
            "%s must name classes whose @ReturnTypeAdapter methods generated code can call; '%s' %s"),

    /** What is named has no adapter. */
    NO_ADAPTER(
            "NoAdapter", Kind.ERROR, "%s must name classes that have a @ReturnTypeAdapter method; '%s' has none. %s"),

    /** Two adapters for one type are named in one place. */
    DUPLICATE_ADAPTER(
            "DuplicateAdapter",
            Kind.ERROR,
            "%s must name one adapter for a type; for '%s' it names '%s' and '%s'. Drop one of them"),

    /** An implementation has another body for a default method that the generated class leaves to the interface. */
    OVERRIDDEN_DEFAULT(
            "OverriddenDefault",
            Kind.ERROR,
            "Default method that is in no block runs as its @Aatomic interface has it; '%s' overrides '%s', and '%s' would "
                    + "not call it. Make the method abstract in the interface, or annotate it there with @Aatomic"),

    /** No call can choose between two declarations of a method. */
    AMBIGUOUS_METHOD(
            "AmbiguousMethod",
            Kind.ERROR,
            "Method of an @Aatomic type must have one signature; '%s' has one in '%s' and one in '%s' that "
                    + "a call cannot tell apart. Declare the method in '%s'"),

    /** Another language gave something a name that Java's grammar has no room for. */
    IDENTIFIER(
            "Identifier",
            Kind.ERROR,
            "Generated class must be able to write the names of methods and of their types; '%s', which '%s' %s, is no "
                    + "name in Java. Rename it where it is declared"),

    /** A function of Kotlin is kept from processors, since no source can implement it. */
    HIDDEN_FUNCTION(
            "HiddenFunction",
            Kind.ERROR,
            "Generated class must be able to implement every function of Kotlin; '%s' of '%s' is '%s' to Java, %s"),

    /** The generated class could not name a type of a method. */
    INACCESSIBLE_TYPE(
            "InaccessibleType",
            Kind.ERROR,
            "Generated class must be able to name the types that it uses; '%s' uses '%s', which package '%s' "
                    + "cannot see. Make that type accessible there"),

    /** The generated class could not name a type, as something else has its name there. */
    HIDDEN_TYPE(
            "HiddenType",
            Kind.ERROR,
            "Generated class must be able to name the types that it uses; %s is hidden by the '%s' that '%s' declares"
                    + " or inherits. Rename that"),

    /** The time limit is none. */
    TIMEOUT("Timeout", Kind.ERROR, "@Aatomic's '%s' must be a duration; found '%s'; expected %s"),

    /** A setting of the retry makes no sense. */
    RETRY("Retry", Kind.ERROR, "@Retry's '%s' must be %s; found '%s'; expected %s"),

    /** Two attributes contradict each other. */
    EXCLUSIVE("Exclusive", Kind.ERROR, "%s; '%s' has %s. Drop one of them%s"),

    /** The database is none of those that the option names. */
    USING(
            "Using",
            Kind.ERROR,
            "@Aatomic's 'using' must name a database of the option 'aatomic.databases'; found '%s', expected one of: "
                    + "%s.%s Correct it, or add it to the option"),

    /** There is no such container, or it is named in the wrong place. */
    COMPONENT_MODEL("ComponentModel", Kind.ERROR, "@Aatomic's 'componentModel' must be %s; found '%s'%s.%s %s"),

    /** The annotation names one container and the option another. */
    COMPONENT_MODEL_CONFLICT(
            "ComponentModelConflict",
            Kind.WARNING,
            "@Aatomic's 'componentModel' should be 'plain' or what the option 'aatomic.componentModel' says; on '%s'"
                    + " it is '%s', and the option says '%s'. Drop one of them"),

    /** The container is not on the class path. */
    COMPONENT_MODEL_MISSING(
            "ComponentModelMissing",
            Kind.ERROR,
            "Component model '%s' needs its container; '%s' is not on the compile class path or not read by the"
                    + " module. Add the dependency %s, or choose another component model"),

    /** A container could not tell which type arguments the bean has. */
    GENERIC_COMPONENT(
            "GenericComponent",
            Kind.ERROR,
            "Bean must have a type without type parameters; '%s' has them, and is to be one of the component model"
                    + " '%s'. Annotate what extends it with type arguments in their place, or set componentModel ="
                    + " \"plain\""),

    /** A class is listed that another one covers. */
    DUPLICATE_RULE(
            "DuplicateRule",
            Kind.WARNING,
            "'%s' should list each exception once, subclasses included; '%s' is %s. Drop it"),

    /** There is a class of the generated class's name. */
    CLASS_EXISTS(
            "ClassExists",
            Kind.ERROR,
            "Generated class must have its name for itself; '%s' already exists. Rename it, or '%s'"),

    /** A type that something inherited from a library refers to does not exist. */
    UNDEFINED(
            "Undefined",
            Kind.ERROR,
            "@Aatomic type must refer to what exists; '%s' refers to %s, which cannot be found. Add the dependency"
                    + " that has it"),

    /** The runtime is missing. */
    RUNTIME_MISSING(
            "RuntimeMissing",
            Kind.ERROR,
            "Generated class needs the runtime; '%s' is not on the compile class path or not read by the "
                    + "module. Add the dependency dev.aatomic:aatomic-runtime, and 'requires dev.aatomic.runtime' in a "
                    + "module"),

    /** An option has a value that it does not know. */
    OPTION("Option", Kind.ERROR, "Option '%s' must be %s; found '%s'.%s Correct it, or drop the option"),

    /** There is no option of a name that begins like ours. */
    UNKNOWN_OPTION(
            "UnknownOption",
            Kind.WARNING,
            "Option of the processor must be one of: %s; found '%s'.%s Correct it, or drop the option"),

    /** What the method returns is read when its transaction has ended. */
    LAZY_RESULT(
            "LazyResult",
            Kind.WARNING,
            "@Aatomic method should return what it read; '%s' returns '%s', which reads after the transaction has "
                    + "ended. Return a 'List' or another value that is complete, or annotate the method with @NonAatomic"),

    /** The method has a throws clause that means nothing. */
    CHECKED_ON_STAGE(
            "CheckedOnStage",
            Kind.WARNING,
            "@Aatomic method that returns %s should declare no checked exception; '%s' declares '%s', which arrives "
                    + "through what it returns. Drop it from the throws clause"),

    /** A framework would open a transaction of its own around the method. */
    DOUBLE_TRANSACTION(
            "DoubleTransaction",
            Kind.WARNING,
            "@Aatomic method should have one kind of transaction; '%s' is also @%s, whose transaction is on another "
                    + "connection. Drop one of them"),

    /** The processor failed. */
    INTERNAL(
            "Internal",
            Kind.ERROR,
            "@Aatomic processor must not fail; on '%s' it did: %s. Please report this, with the source of the "
                    + "interface");

    private final String id;
    private final Kind kind;
    private final String format;

    Problem(String id, Kind kind, String format) {
        this.id = id;
        this.kind = kind;
        this.format = format;
    }

    /**
     * The id: {@code Empty} is printed as {@code [AatomicEmpty]} and suppressed by {@code aatomic:Empty}.
     *
     * @return the id
     */
    public String id() {
        return id;
    }

    /**
     * Whether compilation fails.
     *
     * @return an error, a warning or a note
     */
    public Kind kind() {
        return kind;
    }

    /**
     * Says what is wrong.
     *
     * @param arguments what the problem's text leaves open
     * @return the text
     */
    public String text(Object... arguments) {
        return String.format(format, arguments);
    }
}
