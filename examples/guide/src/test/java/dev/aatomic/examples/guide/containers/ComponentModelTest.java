package dev.aatomic.examples.guide.containers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.examples.guide.operations.Payments;
import dev.aatomic.examples.guide.operations.PaymentsAatomic;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Component;

class ComponentModelTest {

    @Test
    void generatedClassIsABeanWhereTheTypeSaysSo() {
        assertThat(AccountsAatomic.class).isAssignableTo(Accounts.class).hasAnnotations(Component.class, Primary.class);
    }

    @Test
    void elsewhereItIsPlain() {
        assertThat(PaymentsAatomic.class).isAssignableTo(Payments.class);
        assertThat(PaymentsAatomic.class.getAnnotations()).isEmpty();
    }
}
