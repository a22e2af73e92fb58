package dev.aatomic.processor.declaration;

/** What a generated class calls. */
public enum Form {

    /** Any implementation of the interface, given to the constructor. */
    INTERFACE,

    /** An instance of the class, given to the constructor. */
    CLASS,

    /** The default methods that it inherits: no method of the interface is abstract. */
    DEFAULTS
}
