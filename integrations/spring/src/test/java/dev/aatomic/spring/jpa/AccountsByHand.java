package dev.aatomic.spring.jpa;

/** What a repository has that is written by hand. */
interface AccountsByHand {

    Account doubled(int id);
}
