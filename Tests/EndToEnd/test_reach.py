"""A permission that is held and does not reach: 403 says what it falls short of."""

import pytest

from ids import mark

CHANGES = """\
change:
  role/staff:
    grants:
      customers.site: { update: { scope: all, fields: [name, radius_m], limit: { radius_m: 100 } } }
      customers.contact: { update: own }
"""


@pytest.fixture(scope="module")
def changed(own, tmp_path_factory):
    place = tmp_path_factory.mktemp("reach") / "changes.yaml"
    place.write_text(CHANGES)
    own.kernel("packs", "edit", place, "--tenant", "demo")
    return own


@pytest.fixture
def site(changed):
    with changed.client("owner") as owner:
        customer = owner.create("customers", name=mark("Reach "))
        yield owner.create("sites", name=mark("Site "), customer=customer["id"], address="Street 1")


def change(changed, site, **values):
    with changed.client("staff") as staff:
        return staff.patch(f"/api/sites/{site['id']}", values, match=f'"{site["version"]}"')


def test_a_number_over_the_limit_of_the_grant_is_named(changed, site):
    refused = change(changed, site, radius_m=101).expect(403, "forbidden", has={"permission": "customers.site.update"})
    assert refused["detail"] == "Your grant sets a limit that `radius_m` would be over."
    change(changed, site, radius_m=100).expect(200)


def test_a_record_that_the_grant_does_not_reach_is_told(changed, site):
    with changed.client("owner") as owner:
        contact = owner.create("contacts", name=mark("Contact "), customer=site["customer"])
    with changed.client("staff") as staff:
        refused = staff.patch(f"/api/contacts/{contact['id']}", {"name": "Xavier"}, match=f'"{contact["version"]}"')
        refused.expect(403, "forbidden", has={"permission": "customers.contact.update"})
        assert refused["detail"] == "Your grant of this permission does not reach this record."
        assert staff.get(f"/api/contacts/{contact['id']}").expect(200)["name"] == contact["name"]


def test_a_permission_that_is_not_held_is_told_as_missing(changed):
    with changed.client("accountant") as accountant:
        refused = accountant.post("/api/customers", {"name": "no"}).expect(403, "forbidden")
        assert refused["detail"] == "You do not hold the permission that this needs."
