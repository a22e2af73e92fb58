package dev.aatomic.spring.boot.support;

import static java.util.Objects.requireNonNull;

import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** What messages tell their readers to write: taken out of them, and compiled where the things are there that the messages name. */
public final class Advice {

    private static final Pattern ANNOTATION = Pattern.compile("@[A-Z]\\w*(?:\\([^()]*\\))?");
    private static final Pattern CALL =
            Pattern.compile("(?:new )?[A-Za-z]\\w*(?:\\.\\w+)*\\([^()]*\\)(?:\\.\\w+\\([^()]*\\))*");
    private static final Pattern METHOD = Pattern.compile("(\\w+)\\([^()]*\\)$");
    private static final Pattern TYPE = Pattern.compile("\\b[A-Z][a-z]+(?:[A-Z][a-z]*)+\\b");
    private static final Pattern PROPAGATION = Pattern.compile("propagation ([A-Z_]{4,})");
    private static final Pattern PROPERTY = Pattern.compile("\\baatomic\\.[\\w<>\\[\\].-]*[\\w>]");

    private static final Pattern SETTING = Pattern.compile(PROPERTY.pattern() + "=\\w+");

    private static final String CONTEXT = """
            package advice;

            import static dev.aatomic.Propagation.*;
            import dev.aatomic.Aatomic;
            import dev.aatomic.Propagation;
            import dev.aatomic.hibernate.*;
            import dev.aatomic.runtime.Transactions;
            import dev.aatomic.spring.*;
            import jakarta.persistence.EntityManagerFactory;
            import java.util.Map;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.CompletionStage;
            import javax.sql.DataSource;
            import org.hibernate.Session;
            import org.hibernate.annotations.TenantId;
            import org.jooq.Configuration;
            import org.springframework.context.annotation.Primary;
            import org.springframework.jdbc.core.JdbcTemplate;
            import org.springframework.jdbc.datasource.DataSourceTransactionManager;
            import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;
            import org.springframework.orm.jpa.*;
            import org.springframework.scheduling.annotation.Async;
            import org.springframework.transaction.annotation.Transactional;
            import org.springframework.transaction.support.TransactionTemplate;

            abstract class %s {

                Transactions transactions;
                SpringBridge springBridge;
                HibernateTransactions hibernate;
                Session session;
                Configuration configuration;
                DataSource dataSource;
                Map<String, DataSource> dataSources;
                LocalContainerEntityManagerFactoryBean factoryBean;
                DataSourceTransactionManager transactionManager;
                JpaTransactionManager jpaTransactionManager;
                Map<String, Object> settings;
                CompletionStage<String> stage;

                %s
            }
            """;

    /** On what a method is called that a message names alone. */
    private static final Map<String, List<String>> RECEIVERS = Map.of(
            "atomic", List.of("transactions"),
            "bind", List.of("transactions"),
            "requireDurable", List.of("Transactions.builder()"),
            "setRollbackOnly", List.of("transactions"),
            "close", List.of("session"),
            "setDataSource", List.of("factoryBean", "jpaTransactionManager"));

    /** What stands for the dots. */
    private static final Map<String, String> ARGUMENTS = Map.of(
            "autocommit", "() -> 1",
            "enclosing", "springBridge",
            "getStageAsync", "() -> stage",
            "setDataSource", "dataSource",
            "submit", "session.isOpen()",
            "submitStateless", "session.isOpen()");

    private Advice() {}

    /** The properties that a message names, or whose beginning it does. */
    public static List<String> properties(String message) {
        return PROPERTY.matcher(message).results().map(match -> match.group()).toList();
    }

    /** The properties that a message says with their values. */
    public static String[] settings(String message) {
        return SETTING.matcher(message).results().map(match -> match.group()).toArray(String[]::new);
    }

    /** The code of a message, each piece as a member of a class. */
    public static List<String> members(String message) {
        List<String> members = new ArrayList<>();
        Matcher annotation = ANNOTATION.matcher(message);
        while (annotation.find()) {
            members.add(annotation.group() + " abstract void method();");
        }
        String text = annotation.replaceAll("");
        Matcher call = CALL.matcher(text);
        while (call.find()) {
            calls(call.group())
                    .forEach(statement -> members.add("void method() throws Throwable { " + statement + "; }"));
        }
        text = call.replaceAll("");
        PROPAGATION
                .matcher(text)
                .results()
                .forEach(match -> members.add("Propagation field = Propagation." + match.group(1) + ";"));
        TYPE.matcher(text).results().forEach(match -> members.add("Class<?> field = " + match.group() + ".class;"));
        return members;
    }

    private static List<String> calls(String call) {
        Matcher method = METHOD.matcher(call);
        String name = method.find() ? method.group(1) : call;
        String complete = call.replace("…", ARGUMENTS.getOrDefault(name, "…"));
        boolean isAlone = call.startsWith(name + "(");
        return isAlone
                ? RECEIVERS.getOrDefault(name, List.of("this")).stream()
                        .map(receiver -> receiver + "." + complete)
                        .toList()
                : List.of(complete);
    }

    /** What the compiler says of some members, each with the member. */
    public static List<String> errors(List<String> members) throws IOException {
        List<JavaFileObject> sources = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            sources.add(new Source("Advice" + i, members.get(i)));
        }
        JavaCompiler compiler = requireNonNull(ToolProvider.getSystemJavaCompiler());
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of("-proc:none", "--release", "17");
            ((JavacTask) compiler.getTask(null, files, diagnostics, options, null, sources)).analyze();
        }
        return diagnostics.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .map(diagnostic -> diagnostic.getMessage(Locale.ROOT) + " in "
                        + diagnostic.getSource().getName())
                .toList();
    }

    private static final class Source extends SimpleJavaFileObject {

        private final String text;
        private final String member;

        Source(String name, String member) {
            super(URI.create("string:///advice/" + name + ".java"), Kind.SOURCE);
            this.text = CONTEXT.formatted(name, member);
            this.member = member;
        }

        /** What is shown of it. */
        @Override
        public String getName() {
            return member;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
