package dev.aatomic.spring.boot;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what to do about several data sources. */
class NoDefaultDatabaseFailureAnalyzer extends AbstractFailureAnalyzer<NoDefaultDatabaseException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, NoDefaultDatabaseException cause) {
        return new FailureAnalysis(
                cause.getMessage() + ".",
                "Mark one of the DataSource beans with @Primary, or name it with the property"
                        + " aatomic.default-database. One that blocks shall not use is left out with"
                        + " " + AatomicProperties.key(cause.names().get(0)) + ".enabled=false.",
                cause);
    }
}
