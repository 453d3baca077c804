"""first tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('deadlines',
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('version', sa.SmallInteger(), nullable=False),
    sa.Column('body', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=True),
    sa.Column('correlation', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_deadlines')),
    comment='Messages of this service to itself that leave when the office clock reaches them.',
    postgresql_with={'fillfactor': 70, 'autovacuum_vacuum_scale_factor': 0.02, 'autovacuum_vacuum_cost_delay': 0}
    )
    op.create_index(op.f('ix_deadlines_due_at'), 'deadlines', ['due_at'], unique=False)
    op.create_table('idempotency_keys',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('endpoint', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('body_hash', sa.Text(), nullable=False),
    sa.Column('status', sa.Integer(), nullable=True),
    sa.Column('answer', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('person_id', 'endpoint', 'key', name=op.f('pk_idempotency_keys'))
    )
    op.create_index(op.f('ix_idempotency_keys_made_at'), 'idempotency_keys', ['made_at'], unique=False)
    op.create_table('inbox',
    sa.Column('mid', sa.Uuid(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('mid', name=op.f('pk_inbox')),
    comment='Ids of the messages whose effect is in; the second copy of one changes nothing.'
    )
    op.create_index(op.f('ix_inbox_received_at'), 'inbox', ['received_at'], unique=False)
    op.create_table('message_counts',
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('what', name=op.f('pk_message_counts')),
    comment='First sendings, repeated ones, and copies that were seen before: counted for the operations page.'
    )
    op.create_table('message_tries',
    sa.Column('mid', sa.Uuid(), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('tried_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('mid', name=op.f('pk_message_tries')),
    comment='How often a message was begun and did not end well.',
    postgresql_with={'fillfactor': 70, 'autovacuum_vacuum_scale_factor': 0.02, 'autovacuum_vacuum_cost_delay': 0}
    )
    op.create_index(op.f('ix_message_tries_tried_at'), 'message_tries', ['tried_at'], unique=False)
    op.create_table('office_clock',
    sa.Column('id', sa.SmallInteger(), autoincrement=False, nullable=False),
    sa.Column('stands_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_office_clock'))
    )
    op.create_table('outbox',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('mid', sa.Uuid(), nullable=False),
    sa.Column('hearer', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('version', sa.SmallInteger(), nullable=False),
    sa.Column('body', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=True),
    sa.Column('causation', sa.Uuid(), nullable=True),
    sa.Column('correlation', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('office_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sendings', sa.SmallInteger(), server_default='0', nullable=False),
    sa.Column('next_try_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox')),
    sa.UniqueConstraint('mid', name=op.f('uq_outbox_mid')),
    comment='What waits to be sent, or to be acknowledged by its hearer; a row goes when it is.',
    postgresql_with={'fillfactor': 70, 'autovacuum_vacuum_scale_factor': 0.02, 'autovacuum_vacuum_cost_delay': 0}
    )
    op.create_index('ix_outbox_unacknowledged', 'outbox', ['next_try_at'], unique=False, postgresql_where=sa.text('sendings > 0'))
    op.create_index('ix_outbox_unsent', 'outbox', ['hearer', 'id'], unique=False, postgresql_where=sa.text('sendings = 0'))
    op.create_table('parked',
    sa.Column('mid', sa.Uuid(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('envelope', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('error', sa.Text(), nullable=False),
    sa.Column('traceback', sa.Text(), nullable=False),
    sa.Column('parked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('settled_how', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('mid', name=op.f('pk_parked')),
    comment='Messages that this service could not digest: a person replays or discards them, with a reason.'
    )
    op.create_table('attempts',
    sa.Column('attempt_id', sa.Uuid(), nullable=False),
    sa.Column('student_id', sa.Uuid(), nullable=False),
    sa.Column('course_id', sa.Uuid(), nullable=False),
    sa.Column('term_id', sa.Uuid(), nullable=False),
    sa.Column('section_id', sa.Uuid(), nullable=True),
    sa.Column('case_id', sa.Uuid(), nullable=True),
    sa.Column('row_id', sa.Uuid(), nullable=True),
    sa.Column('attempt_no', sa.Integer(), nullable=False),
    sa.Column('season', sa.String(), nullable=False),
    sa.Column('academic_year', sa.Integer(), nullable=False),
    sa.Column('taken_on', sa.Date(), nullable=False),
    sa.Column('mark', sa.String(), nullable=False),
    sa.Column('percent', sa.Integer(), nullable=True),
    sa.Column('outcome', sa.String(), nullable=False),
    sa.Column('credits', sa.Integer(), nullable=False),
    sa.Column('points', sa.Numeric(precision=3, scale=2), nullable=True),
    sa.Column('in_gpa', sa.Boolean(), nullable=False),
    sa.Column('passed', sa.Boolean(), nullable=False),
    sa.Column('makes_debt', sa.Boolean(), nullable=False),
    sa.Column('closes_debt', sa.Boolean(), nullable=False),
    sa.Column('rating', sa.Numeric(precision=5, scale=2), nullable=True),
    sa.Column('scale', sa.String(), nullable=False),
    sa.Column('policy_version', sa.Integer(), nullable=True),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('evidence', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('true_from', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('NOT (makes_debt AND closes_debt)', name=op.f('ck_attempts_debt')),
    sa.CheckConstraint('attempt_no > 0', name=op.f('ck_attempts_attempt_no')),
    sa.CheckConstraint('credits > 0', name=op.f('ck_attempts_credits')),
    sa.CheckConstraint('percent BETWEEN 0 AND 100', name=op.f('ck_attempts_percent')),
    sa.PrimaryKeyConstraint('attempt_id', name=op.f('pk_attempts')),
    sa.UniqueConstraint('row_id', name=op.f('uq_attempts_row_id')),
    sa.UniqueConstraint('student_id', 'course_id', 'attempt_no', name=op.f('uq_attempts_student_id_course_id_attempt_no'))
    )
    op.create_index(op.f('ix_attempts_course_id'), 'attempts', ['course_id'], unique=False)
    op.create_table('chain_heads',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_chain_heads'))
    )
    op.create_table('courses',
    sa.Column('course_id', sa.Uuid(), nullable=False),
    sa.Column('version_no', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('credits', sa.Integer(), nullable=False),
    sa.Column('titles', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('in_gpa', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('course_id', name=op.f('pk_courses'))
    )
    op.create_table('debts',
    sa.Column('debt_id', sa.Uuid(), nullable=False),
    sa.Column('version_no', sa.Integer(), server_default='1', nullable=False),
    sa.Column('student_id', sa.Uuid(), nullable=False),
    sa.Column('course_id', sa.Uuid(), nullable=False),
    sa.Column('term_id', sa.Uuid(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('percent', sa.Numeric(precision=5, scale=2), nullable=True),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('opened_by', sa.Uuid(), nullable=False),
    sa.Column('closed_by', sa.Uuid(), nullable=True),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.CheckConstraint("reason IN ('failed', 'not_admitted', 'did_not_appear')", name=op.f('ck_debts_reason')),
    sa.CheckConstraint("status IN ('open', 'closed')", name=op.f('ck_debts_status')),
    sa.PrimaryKeyConstraint('debt_id', name=op.f('pk_debts')),
    sa.UniqueConstraint('student_id', 'course_id', name=op.f('uq_debts_student_id_course_id'))
    )
    op.create_index(op.f('ix_debts_course_id'), 'debts', ['course_id'], unique=False)
    op.create_table('gpas',
    sa.Column('student_id', sa.Uuid(), nullable=False),
    sa.Column('version_no', sa.Integer(), nullable=False),
    sa.Column('gpa', sa.Numeric(precision=3, scale=2), nullable=True),
    sa.Column('points', sa.Numeric(precision=10, scale=2), nullable=False),
    sa.Column('credits', sa.Integer(), nullable=False),
    sa.Column('policy_version', sa.Integer(), nullable=False),
    sa.Column('worked_out_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('student_id', name=op.f('pk_gpas'))
    )
    op.create_table('imported_batches',
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('records', sa.Integer(), nullable=False),
    sa.Column('imported_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('source', 'number', name=op.f('pk_imported_batches'))
    )
    op.create_table('other_marks',
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('counts_in_gpa', sa.Boolean(), nullable=False),
    sa.Column('earns_credit', sa.Boolean(), nullable=False),
    sa.Column('closes_debt', sa.Boolean(), nullable=False),
    sa.Column('makes_debt', sa.Boolean(), nullable=False),
    sa.Column('printed', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_other_marks'))
    )
    op.create_table('people',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('version_no', sa.Integer(), nullable=False),
    sa.Column('surname', sa.String(), nullable=False),
    sa.Column('given_name', sa.String(), nullable=False),
    sa.Column('patronymic', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('is_staff', sa.Boolean(), nullable=False),
    sa.Column('sort_key', sa.String(), nullable=False),
    sa.Column('folded', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_people'))
    )
    op.create_index(op.f('ix_people_sort_key'), 'people', ['sort_key'], unique=False)
    op.create_table('policies',
    sa.Column('version', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('season', sa.String(), nullable=True),
    sa.Column('course_id', sa.Uuid(), nullable=True),
    sa.Column('attestation_weeks', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('attestation_weights', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('admission_value', sa.Numeric(precision=5, scale=2), nullable=False),
    sa.Column('admission_mode', sa.String(), nullable=False),
    sa.Column('rating_weight', sa.Integer(), nullable=False),
    sa.Column('exam_weight', sa.Integer(), nullable=False),
    sa.Column('exam_minimum', sa.Numeric(precision=5, scale=2), nullable=False),
    sa.Column('sheet_hours', sa.Integer(), nullable=False),
    sa.Column('repeated', sa.String(), nullable=False),
    sa.Column('scale', sa.String(), nullable=False),
    sa.Column('decided_by', sa.Uuid(), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("admission_mode IN ('mean', 'each')", name=op.f('ck_policies_admission_mode')),
    sa.CheckConstraint("repeated IN ('last', 'best', 'all')", name=op.f('ck_policies_repeated')),
    sa.CheckConstraint('rating_weight + exam_weight = 100', name=op.f('ck_policies_weighs_100')),
    sa.CheckConstraint('sheet_hours > 0', name=op.f('ck_policies_sheet_hours')),
    sa.PrimaryKeyConstraint('version', name=op.f('pk_policies'))
    )
    op.create_table('scale_grades',
    sa.Column('scale', sa.String(), nullable=False),
    sa.Column('letter', sa.String(), nullable=False),
    sa.Column('least', sa.Integer(), nullable=False),
    sa.Column('points', sa.Numeric(precision=3, scale=2), nullable=False),
    sa.Column('traditional', sa.String(), nullable=False),
    sa.Column('passes', sa.Boolean(), nullable=False),
    sa.Column('re_exam', sa.Boolean(), nullable=False),
    sa.Column('printed', sa.String(), nullable=False),
    sa.CheckConstraint('least BETWEEN 0 AND 100', name=op.f('ck_scale_grades_least')),
    sa.PrimaryKeyConstraint('scale', 'letter', name=op.f('pk_scale_grades'))
    )
    op.create_table('sections',
    sa.Column('section_id', sa.Uuid(), nullable=False),
    sa.Column('version_no', sa.Integer(), nullable=False),
    sa.Column('term_id', sa.Uuid(), nullable=False),
    sa.Column('course_id', sa.Uuid(), nullable=False),
    sa.Column('label', sa.String(), nullable=False),
    sa.Column('teacher_id', sa.Uuid(), nullable=True),
    sa.Column('faculty', sa.String(), nullable=False),
    sa.Column('faculty_id', sa.Uuid(), nullable=True),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('attestations_on', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('exam_ends_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('section_id', name=op.f('pk_sections'))
    )
    op.create_index(op.f('ix_sections_course_id'), 'sections', ['course_id'], unique=False)
    op.create_index(op.f('ix_sections_teacher_id'), 'sections', ['teacher_id'], unique=False)
    op.create_index(op.f('ix_sections_term_id'), 'sections', ['term_id'], unique=False)
    op.create_table('sheets',
    sa.Column('sheet_id', sa.Uuid(), nullable=False),
    sa.Column('section_id', sa.Uuid(), nullable=False),
    sa.Column('course_id', sa.Uuid(), nullable=False),
    sa.Column('term_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('nth', sa.Integer(), nullable=False),
    sa.Column('version_no', sa.Integer(), server_default='1', nullable=False),
    sa.Column('number', sa.Integer(), sa.Identity(always=False), nullable=False),
    sa.Column('status', sa.String(), server_default='open', nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('late_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sealed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sealed_recorded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sealed_by', sa.Uuid(), nullable=True),
    sa.Column('signature', sa.String(), nullable=True),
    sa.Column('paper_number', sa.String(), nullable=True),
    sa.Column('policy_version', sa.Integer(), nullable=True),
    sa.CheckConstraint("(status = 'sealed') = (sealed_at IS NOT NULL AND sealed_by IS NOT NULL)", name=op.f('ck_sheets_seal')),
    sa.CheckConstraint("kind IN ('attestation', 'exam')", name=op.f('ck_sheets_kind')),
    sa.CheckConstraint("status IN ('open', 'sealed')", name=op.f('ck_sheets_status')),
    sa.PrimaryKeyConstraint('sheet_id', name=op.f('pk_sheets')),
    sa.UniqueConstraint('number', name=op.f('uq_sheets_number')),
    sa.UniqueConstraint('section_id', 'kind', 'nth', 'version_no', name=op.f('uq_sheets_section_id_kind_nth_version_no'))
    )
    op.create_index('ix_sheets_late', 'sheets', ['late_since'], unique=False, postgresql_where=sa.text('late_since IS NOT NULL'))
    op.create_table('students',
    sa.Column('student_id', sa.Uuid(), nullable=False),
    sa.Column('version_no', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(), nullable=False),
    sa.Column('faculty', sa.String(), nullable=False),
    sa.Column('faculty_id', sa.Uuid(), nullable=True),
    sa.Column('group_id', sa.Uuid(), nullable=True),
    sa.Column('specialty', sa.String(), nullable=False),
    sa.Column('group_name', sa.String(), nullable=False),
    sa.Column('year_of_study', sa.Integer(), nullable=False),
    sa.Column('funding', sa.String(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('student_id', name=op.f('pk_students'))
    )
    op.create_index(op.f('ix_students_number'), 'students', ['number'], unique=False)
    op.create_table('terms',
    sa.Column('term_id', sa.Uuid(), nullable=False),
    sa.Column('version_no', sa.Integer(), nullable=False),
    sa.Column('season', sa.String(), nullable=False),
    sa.Column('academic_year', sa.Integer(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('sheets_due_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('term_id', name=op.f('pk_terms'))
    )
    op.create_table('seals',
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('sheet_id', sa.Uuid(), nullable=False),
    sa.Column('previous', sa.String(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('signature', sa.String(), nullable=False),
    sa.Column('key_id', sa.String(), nullable=False),
    sa.Column('document', sa.String(), nullable=False),
    sa.Column('sealed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['sheet_id'], ['sheets.sheet_id'], name=op.f('fk_seals_sheet_id_sheets')),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_seals')),
    sa.UniqueConstraint('digest', name=op.f('uq_seals_digest')),
    sa.UniqueConstraint('sheet_id', name=op.f('uq_seals_sheet_id'))
    )
    op.create_table('sheet_rows',
    sa.Column('row_id', sa.Uuid(), nullable=False),
    sa.Column('sheet_id', sa.Uuid(), nullable=False),
    sa.Column('student_id', sa.Uuid(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=True),
    sa.Column('debt_id', sa.Uuid(), nullable=True),
    sa.Column('value', sa.Numeric(precision=5, scale=2), nullable=True),
    sa.Column('appearance', sa.String(), nullable=True),
    sa.Column('act_number', sa.String(), nullable=True),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('rating', sa.Numeric(precision=5, scale=2), nullable=True),
    sa.Column('percent', sa.Integer(), nullable=True),
    sa.Column('mark', sa.String(), nullable=True),
    sa.Column('outcome', sa.String(), nullable=True),
    sa.CheckConstraint("appearance IN ('appeared', 'did_not_appear', 'cribs')", name=op.f('ck_sheet_rows_appearance')),
    sa.CheckConstraint('percent BETWEEN 0 AND 100', name=op.f('ck_sheet_rows_percent')),
    sa.CheckConstraint('value BETWEEN 0 AND 100', name=op.f('ck_sheet_rows_value')),
    sa.ForeignKeyConstraint(['sheet_id'], ['sheets.sheet_id'], name=op.f('fk_sheet_rows_sheet_id_sheets')),
    sa.PrimaryKeyConstraint('row_id', name=op.f('pk_sheet_rows')),
    sa.UniqueConstraint('sheet_id', 'student_id', name=op.f('uq_sheet_rows_sheet_id_student_id'))
    )
    op.create_index(op.f('ix_sheet_rows_case_id'), 'sheet_rows', ['case_id'], unique=False)
    op.create_index(op.f('ix_sheet_rows_student_id'), 'sheet_rows', ['student_id'], unique=False)
    op.create_table('marks',
    sa.Column('mark_id', sa.Uuid(), nullable=False),
    sa.Column('row_id', sa.Uuid(), nullable=False),
    sa.Column('value', sa.Numeric(precision=5, scale=2), nullable=True),
    sa.Column('appearance', sa.String(), nullable=True),
    sa.Column('true_from', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('entered_by', sa.Uuid(), nullable=False),
    sa.Column('on_behalf_of', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['row_id'], ['sheet_rows.row_id'], name=op.f('fk_marks_row_id_sheet_rows')),
    sa.PrimaryKeyConstraint('mark_id', name=op.f('pk_marks'))
    )
    op.create_index(op.f('ix_marks_row_id'), 'marks', ['row_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_marks_row_id'), table_name='marks')
    op.drop_table('marks')
    op.drop_index(op.f('ix_sheet_rows_student_id'), table_name='sheet_rows')
    op.drop_index(op.f('ix_sheet_rows_case_id'), table_name='sheet_rows')
    op.drop_table('sheet_rows')
    op.drop_table('seals')
    op.drop_table('terms')
    op.drop_index(op.f('ix_students_number'), table_name='students')
    op.drop_table('students')
    op.drop_index('ix_sheets_late', table_name='sheets', postgresql_where=sa.text('late_since IS NOT NULL'))
    op.drop_table('sheets')
    op.drop_index(op.f('ix_sections_term_id'), table_name='sections')
    op.drop_index(op.f('ix_sections_teacher_id'), table_name='sections')
    op.drop_index(op.f('ix_sections_course_id'), table_name='sections')
    op.drop_table('sections')
    op.drop_table('scale_grades')
    op.drop_table('policies')
    op.drop_index(op.f('ix_people_sort_key'), table_name='people')
    op.drop_table('people')
    op.drop_table('other_marks')
    op.drop_table('imported_batches')
    op.drop_table('gpas')
    op.drop_index(op.f('ix_debts_course_id'), table_name='debts')
    op.drop_table('debts')
    op.drop_table('courses')
    op.drop_table('chain_heads')
    op.drop_index(op.f('ix_attempts_course_id'), table_name='attempts')
    op.drop_table('attempts')
    op.drop_table('parked')
    op.drop_index('ix_outbox_unsent', table_name='outbox', postgresql_where=sa.text('sendings = 0'))
    op.drop_index('ix_outbox_unacknowledged', table_name='outbox', postgresql_where=sa.text('sendings > 0'))
    op.drop_table('outbox')
    op.drop_table('office_clock')
    op.drop_index(op.f('ix_message_tries_tried_at'), table_name='message_tries')
    op.drop_table('message_tries')
    op.drop_table('message_counts')
    op.drop_index(op.f('ix_inbox_received_at'), table_name='inbox')
    op.drop_table('inbox')
    op.drop_index(op.f('ix_idempotency_keys_made_at'), table_name='idempotency_keys')
    op.drop_table('idempotency_keys')
    op.drop_index(op.f('ix_deadlines_due_at'), table_name='deadlines')
    op.drop_table('deadlines')
