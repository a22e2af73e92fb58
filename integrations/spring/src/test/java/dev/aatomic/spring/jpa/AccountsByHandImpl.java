package dev.aatomic.spring.jpa;

import jakarta.persistence.EntityManager;

/** With the entity manager that is injected. */
class AccountsByHandImpl implements AccountsByHand {

    private final EntityManager entities;

    AccountsByHandImpl(EntityManager entities) {
        this.entities = entities;
    }

    @Override
    public Account doubled(int id) {
        Account account = entities.find(Account.class, id);
        account.balance *= 2;
        return account;
    }
}
