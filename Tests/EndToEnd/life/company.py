"""What the test knows of a tenant."""

import copy

ANY = "anything"


class Row:
    def __init__(self, entity, id, version, state):
        self.entity, self.id, self.version, self.state = entity, id, version, state
        self.values, self.written, self.deleted, self.born, self.stage, self.checked = {}, {}, False, 0, None, False
        # Whether it may be gone with an undo, where nobody can look yet.
        self.doubtful = False


class Tenant:
    """What a tenant must have."""

    def __init__(self, id):
        self.id, self.packs, self.rows, self.receipts, self.edits, self.client, self.own = id, {}, {}, [], [], None, 0
        self.role, self.helper, self.tags, self.settings = None, None, {}, {}
        self.writes = 0

    def memory(self):
        return copy.deepcopy((self.packs, self.rows))
