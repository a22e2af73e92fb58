package app;

class AccountsAatomic {}
