@dev.aatomic.Aatomic
interface Base extends Root { // ! HiddenType 1
    class Money {}
}

interface Root {
    Money price();
}

class Money {}
