package dev.aatomic.junit;

import dev.aatomic.runtime.Transactions;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.platform.commons.support.AnnotationSupport;

/** Parameters of a constructor, and of methods around all tests of a class: there is no test yet, or no longer. */
final class ClassParameters {

    private ClassParameters() {}

    /** A container that makes the instance gives its constructor what that asks for, too, and only one may. */
    static boolean areResolvedHere(ParameterContext parameter, ExtensionContext context) {
        Executable executable = parameter.getDeclaringExecutable();
        return executable instanceof Constructor
                ? !TransactionsLookup.isInContainer(context)
                : AnnotationSupport.isAnnotated(executable, BeforeAll.class)
                        || AnnotationSupport.isAnnotated(executable, AfterAll.class);
    }

    /** In the block around all tests of the class. */
    static Object resolveIn(RolledBackTest around, ParameterContext parameter) {
        return isTransactions(parameter) ? around.transactions() : around.transaction();
    }

    /** Where there is none. */
    static Object resolve(ParameterContext parameter, Transactions transactions) {
        if (isTransactions(parameter)) {
            return transactions;
        }
        Executable executable = parameter.getDeclaringExecutable();
        throw new ParameterResolutionException("TestTransaction: found as a parameter of "
                + (executable instanceof Constructor ? "the constructor" : "method '" + executable.getName() + "'")
                + ", around which there is no test; expected of a test, @BeforeEach or @AfterEach method, or"
                + " of a @BeforeAll or @AfterAll method of a class with @AatomicTest(perClass = true). Take"
                + " Transactions as the parameter");
    }

    private static boolean isTransactions(ParameterContext parameter) {
        return parameter.getParameter().getType() == Transactions.class;
    }
}
