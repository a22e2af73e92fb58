package dev.aatomic.examples.guide.hibernate;

// tag::entity[]
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;

@Entity
class Account {

    @Id
    long id;

    int balance;

    @Version
    int version;

    Account() {} // for Hibernate

    Account(long id, int balance) {
        this.id = id;
        this.balance = balance;
    }
}
// end::entity[]
