package dev.aatomic.runtime.internal.common;

import java.util.List;

/** Where in the user's code a block is opened, or a call fails: a look at the stack, for those who asked for it. */
public final class OpeningPlace {

    private static final List<String> PASSED_OVER = List.of(
            "dev.aatomic.runtime.internal.",
            "dev.aatomic.runtime.jooq.",
            "dev.aatomic.spring.AatomicTransactionManager",
            "dev.aatomic.spring.AatomicJpaTransactionManager",
            "dev.aatomic.spring.TransactionCallbacks",
            "dev.aatomic.spring.BlockTransactionStatus",
            "dev.aatomic.kotlin.AtomicExtensions",
            "dev.aatomic.kotlin.BlockFlow",
            "dev.aatomic.kotlin.DeferredBlock",
            "dev.aatomic.kotlin.Futures",
            "dev.aatomic.kotlin.KotlinBlocks",
            "dev.aatomic.kotlin.Suspending",
            "dev.aatomic.kotlin.TransactionExtensions",
            "kotlin.",
            "kotlinx.coroutines.",
            "org.jooq.",
            "org.springframework.",
            "org.hibernate.",
            "org.apache.ibatis.",
            "org.mybatis.",
            "org.jdbi.",
            "java.",
            "jdk.",
            "com.sun.proxy.");

    private static final StackWalker STACK = StackWalker.getInstance();

    private OpeningPlace() {}

    /** The same in a sentence. */
    public static String here() {
        return "at " + line();
    }

    /** The nearest frame that is neither ours nor another library's through which blocks and statements are reached. */
    public static String line() {
        return STACK.walk(
                frames -> frames.filter(frame -> PASSED_OVER.stream().noneMatch(frame.getClassName()::startsWith))
                        .findFirst()
                        .map(frame -> frame.toStackTraceElement().toString())
                        .orElse("an unknown place"));
    }
}
