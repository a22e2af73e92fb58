package dev.aatomic.spring.boot;

import dev.aatomic.spring.AatomicJpaTransactionManager;
import dev.aatomic.spring.SpringBridge;
import jakarta.persistence.EntityManagerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.transaction.autoconfigure.TransactionManagerCustomizers;
import org.springframework.core.type.MethodMetadata;
import org.springframework.orm.jpa.JpaTransactionManager;

/**
 * Puts a transaction manager that joins blocks in the place of the one that Spring Boot makes for JPA, which it does only where the
 * application has none. That is one bean with the factory, so no condition of ours could come between the two.
 */
final class JpaTransactionManagerReplacement implements BeanDefinitionRegistryPostProcessor {

    private static final String DECLARED_IN = "org.springframework.boot.jpa.autoconfigure.JpaBaseConfiguration";

    @Override
    public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
        for (String name : registry.getBeanDefinitionNames()) {
            BeanDefinition definition = registry.getBeanDefinition(name);
            if (isSpringBootsOwn(definition)) {
                registry.removeBeanDefinition(name);
                registry.registerBeanDefinition(name, replacement(definition));
            }
        }
    }

    private static boolean isSpringBootsOwn(BeanDefinition definition) {
        MethodMetadata method =
                definition instanceof AnnotatedBeanDefinition annotated ? annotated.getFactoryMethodMetadata() : null;
        return method != null
                && method.getMethodName().equals("transactionManager")
                && method.getDeclaringClassName().equals(DECLARED_IN);
    }

    private static RootBeanDefinition replacement(BeanDefinition replaced) {
        RootBeanDefinition definition = new RootBeanDefinition(JpaTransactionManagerReplacement.class);
        definition.setFactoryMethodName("transactionManager");
        definition.setTargetType(AatomicJpaTransactionManager.class);
        definition.setAutowireMode(AbstractBeanDefinition.AUTOWIRE_CONSTRUCTOR);
        definition.setPrimary(replaced.isPrimary());
        definition.setLazyInit(replaced.isLazyInit());
        definition.setRole(replaced.getRole());
        return definition;
    }

    /** The bean. */
    static AatomicJpaTransactionManager transactionManager(
            SpringBridge spring,
            EntityManagerFactory factory,
            ObjectProvider<TransactionManagerCustomizers> customizers) {
        JpaTransactionManager outside = new JpaTransactionManager(factory);
        customizers.ifAvailable(available -> available.customize(outside));
        return new AatomicJpaTransactionManager(spring, outside);
    }
}
