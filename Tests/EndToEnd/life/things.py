"""What packs by chance are made of. Each thing has an id that no version changes (`uid`), whatever it is called there."""

TYPES = [
    "text", "text", "long_text", "int", "int", "decimal", "money", "bool", "date", "time", "duration", "datetime", "choice", "choice", "choices",
    "reference", "references", "list", "geo", "email", "phone", "url",
]
PLAIN = {"text", "long_text", "email", "phone", "url"}
WORDS = ["amber", "brook", "copper", "dune", "ember", "fjord", "grove", "harbor", "inlet", "jetty", "kelp", "ledge", "marsh", "nook", "orbit", "pier"]
TITLES = ["Alpha", "Beta", "Gamma", "Delta", "Omega", "Sigma"]


class Thing:
    """A named thing of a pack: a field, an option, a state, a move, a role, an entity."""

    def __init__(self, uid, name, **more):
        self.uid, self.name, self.was = uid, name, []
        self.__dict__.update(more)

    def rename(self, name):
        self.was, self.name = [self.name, *self.was], name

    def former(self):
        """What `was` says, if anything."""
        return {} if not self.was else {"was": self.was[0] if len(self.was) == 1 else self.was}


class Pack:
    """One version."""

    def __init__(self, id):
        self.id, self.version = id, (1, 0, 0)
        self.requires = {"access": "1.0", "automations": "1.0", "customers": "1.0"}
        self.entities, self.extends, self.roles, self.settings = [], [], [], []
        self.seeds, self.migrations, self.screens, self.terms, self.rates = [], [], {}, {}, []
        self.automations, self.permissions, self.gone, self.rows, self.lost = [], [], [], [], []

    @property
    def text(self):
        return ".".join(map(str, self.version))

    def targets(self):
        """Entities that it adds fields to, its own first."""
        return [*self.entities, *self.extends]

    def fields(self):
        return [(target, field) for target in self.targets() for field in target.fields]
